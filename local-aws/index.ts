/**
 * What the other folders of this repository import as `#local-aws`: the package's public face, and what only this
 * repository's own tests, scripts and benchmarks use.
 */
export * from './public';
export { ASSUMPTIONS, SECTIONS } from './assumptions';
export { applySwitch } from './assumptions/apply-switch';
export { type Assumption, type OpenQuestion, type Reading, type Switch } from './assumptions/assumption';
export { runProgram, type Program } from './cli/run-program';
export { tellStory } from './cli/story/run-story';
export { type Story } from './cli/story/story';
export {
  type HandlerAnswer,
  type HandlerRequest,
  type ResourceProvider,
} from './cloudformation/resource-types/provider';
export { HandlerCredentials } from './cloudformation/resource-types/registry/credentials';
export { openPackage } from './cloudformation/resource-types/registry/package';
export { type ResourceSchema } from './cloudformation/resource-types/registry/schema';
export { thirdPartyProvider } from './cloudformation/resource-types/registry/third-party';
export { readResource } from './cloudformation/stacks/read-resource';
export { isMap, scalarText, type ValueMap } from './cloudformation/values/value';
export { Ids } from './core/account-context';
export { noFaults } from './services/codedeploy/faults';
export {
  CODE_DEPLOY_READINGS,
  defaultReadings,
  type CodeDeployReadings,
} from './services/codedeploy/readings';
export { FunctionRuntime } from './services/lambda/function-runtime';
export {
  clientConfiguration,
  createBlueGreenService,
  createServiceRole,
  type BlueGreenService,
  type BlueGreenServiceOptions,
} from './fixtures/blue-green-service';
export { inProcess } from './fixtures/in-process';
export { answerTo, RECORDINGS } from './recordings';
