/** The public face of the local AWS: everything outside of this folder imports from here. */
export { runProgram, type Program } from './cli/run-program';
export { type Story } from './cli/run-story';
export { CloudFormationApi } from './cloudformation/api/cloudformation-api';
export { CloudFormation } from './cloudformation/cloudformation';
export { eventLines } from './cloudformation/fixtures/things';
export { type HandlerAnswer, type HandlerRequest, type ResourceProvider } from './cloudformation/provider';
export { readResource } from './cloudformation/read';
export { HandlerCredentials } from './cloudformation/registry/credentials';
export { openPackage } from './cloudformation/registry/package';
export { type ResourceSchema } from './cloudformation/registry/schema';
export { thirdPartyProvider } from './cloudformation/registry/third-party';
export { type Stack } from './cloudformation/stack';
export { isMap, scalarText, type ValueMap } from './cloudformation/value';
export { Ids } from './core/account-context';
export { type Call } from './core/calls';
export { VirtualClock } from './core/clock';
export { type FaultMatch, type FaultedCall, type RateLimit } from './core/faults';
export { requestAsUser } from './core/request-as-user';
export { ServiceError, type Service } from './core/service';
export { startLocalAws, type LocalAws, type LocalAwsOptions } from './local-aws';
export { noFaults } from './services/codedeploy/faults';
export { Sandbox } from './services/lambda/sandbox';
export {
  clientConfiguration,
  createBlueGreenService,
  createServiceRole,
  type BlueGreenService,
  type BlueGreenServiceOptions,
} from './fixtures/blue-green-service';
export { inProcess } from './fixtures/in-process';
