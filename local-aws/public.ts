/**
 * The public face of the package `local-aws`, whose README shows how it is used. What is not exported here is internal and
 * changes without notice, members of exported objects that no document names included.
 */
export { openAccount, type Account, type RegistryPackages } from './cli/open-account';
export { CloudFormationApi } from './cloudformation/api/cloudformation-api';
export { CloudControlApi } from './cloudformation/cloud-control/cloud-control-api';
export { CloudFormation } from './cloudformation/cloudformation';
export { eventLines } from './cloudformation/stacks/event-lines';
export { type Stack } from './cloudformation/stacks/stack';
export { type Settings } from './cloudformation/stacks/stack-environment';
export { type Call } from './core/calls';
export { VirtualClock } from './core/clock';
export { type FaultMatch, type FaultedCall, type RateLimit } from './core/faults';
export { requestAsUser } from './core/request-as-user';
export { ServiceError, type Service } from './core/service';
export { startLocalAws, type LocalAws, type LocalAwsOptions } from './local-aws';
