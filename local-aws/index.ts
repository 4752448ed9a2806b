/** The public face of the local AWS: everything outside of this folder imports from here. */
export { runProgram, type Program } from './cli/run-program';
export { type Story } from './cli/story';
export { CloudFormationApi } from './cloudformation/api/cloudformation-api';
export { CloudControlApi } from './cloudformation/cloud-control/cloud-control-api';
export { CloudFormation } from './cloudformation/cloudformation';
export {
  type HandlerAnswer,
  type HandlerRequest,
  type ResourceProvider,
} from './cloudformation/resource-types/provider';
export { HandlerCredentials } from './cloudformation/resource-types/registry/credentials';
export { openPackage } from './cloudformation/resource-types/registry/package';
export { type ResourceSchema } from './cloudformation/resource-types/registry/schema';
export { thirdPartyProvider } from './cloudformation/resource-types/registry/third-party';
export { eventLines } from './cloudformation/stacks/event-lines';
export { readResource } from './cloudformation/stacks/read-resource';
export { type Stack } from './cloudformation/stacks/stack';
export { type Settings } from './cloudformation/stacks/stack-environment';
export { isMap, scalarText, type ValueMap } from './cloudformation/values/value';
export { Ids } from './core/account-context';
export { type Call } from './core/calls';
export { VirtualClock } from './core/clock';
export { type FaultMatch, type FaultedCall, type RateLimit } from './core/faults';
export { requestAsUser } from './core/request-as-user';
export { ServiceError, type Service } from './core/service';
export { startLocalAws, type LocalAws, type LocalAwsOptions } from './local-aws';
export { noFaults } from './services/codedeploy/faults';
export { FunctionRuntime } from './services/lambda/function-runtime';
export {
  clientConfiguration,
  createBlueGreenService,
  createServiceRole,
  type BlueGreenService,
  type BlueGreenServiceOptions,
} from './fixtures/blue-green-service';
export { inProcess } from './fixtures/in-process';
