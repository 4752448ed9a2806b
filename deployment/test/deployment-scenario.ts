import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import {
  inPhase,
  operationsOf,
  startScenario,
  type Ended,
  type Operation,
  type Operations,
  type Properties,
  type RequestOptions,
  type Scenario,
  type ScenarioOptions,
  type Version,
} from '#test-kit';
import { entrypoint } from '../src/handlers';

/** A blue/green service with a deployment group that an operator made, and this type's operations on it. */
export interface DeploymentScenario extends Scenario {
  operations: Operations;
  /** The properties of a resource that asks for a version. */
  version(number: Version, more?: Properties): Properties;
  /** Runs an update from version 1. */
  update(to: Properties, options?: RequestOptions): Promise<Ended>;
  /** Begins an update from version 1. */
  begin(to: Properties, options?: RequestOptions): Operation;
  /** Begins an update from one version to another; `more` holds for both. */
  beginUpdate(from: Version, to: Version, more?: Properties, options?: RequestOptions): Operation;
  /** Begins the update from version 2 to version 1 that CloudFormation makes when the stack rolls back. */
  beginRollback(more?: Properties, options?: RequestOptions): Operation;
  /** The first deployment of the group. */
  deployment(): Promise<DeploymentInfo & { deploymentId: string }>;
  /** A condition for `runUntil`: the newest deployment has this status. */
  hasStatus(status: string): () => Promise<boolean>;
  /** CodeDeploy answers this status to the next calls of GetDeployment. */
  overrideStatus(status: string, calls: number): void;
  /** From now on CodeDeploy leaves out the flag that tells of the termination wait. */
  withoutTerminationWaitFlag(): void;
}

export async function startDeploymentScenario(options: ScenarioOptions = {}): Promise<DeploymentScenario> {
  const scenario = await startScenario(options);
  const { aws, service, group } = scenario;
  const operations = operationsOf(aws, entrypoint, { logicalResourceId: 'Deployment' });
  const version = (number: Version, more?: Properties): Properties => ({
    ApplicationName: group.applicationName,
    DeploymentGroupName: group.deploymentGroupName,
    TaskDefinition: service.taskDefinitions[number - 1],
    ...more,
  });
  const begin = (properties: Properties, request?: RequestOptions): Operation =>
    operations.begin('UPDATE', { ...request, properties, previousProperties: version(1) });
  const beginUpdate: DeploymentScenario['beginUpdate'] = (from, to, more, request) =>
    operations.begin('UPDATE', {
      ...request,
      properties: version(to, more),
      previousProperties: version(from, more),
    });
  return {
    ...scenario,
    operations,
    version,
    update: (to, request) => operations.update(version(1), to, request),
    begin,
    beginUpdate,
    beginRollback: (more, request) => beginUpdate(2, 1, more, { ...request, rollback: true }),
    async deployment() {
      const [first] = await scenario.deployments();
      return { ...first, deploymentId: first!.deploymentId! };
    },
    hasStatus: (status) => async () => (await scenario.deployments()).at(-1)?.status === status,
    overrideStatus: (status, calls) => {
      let left = calls;
      overrideDeployment(scenario, (info) => (left-- > 0 ? { ...info, status } : info));
    },
    withoutTerminationWaitFlag: () => {
      overrideDeployment(scenario, (info) => ({ ...info, instanceTerminationWaitTimeStarted: undefined }));
    },
  };
}

/** The same, and CloudFormation has created the resource with version 1. */
export async function startWithResource(options: ScenarioOptions = {}): Promise<DeploymentScenario> {
  const scenario = await startDeploymentScenario(options);
  try {
    await scenario.operations.create(scenario.version(1));
  } catch (error) {
    await scenario.close();
    throw error;
  }
  return scenario;
}

/** CodeDeploy answers GetDeployment with what `change` makes of a deployment. */
function overrideDeployment({ aws }: Scenario, change: (info: DeploymentInfo) => object): void {
  const { operations } = aws.codeDeploy;
  aws.register('codedeploy', {
    operations: {
      ...operations,
      GetDeployment: async (input, context) => {
        const answer = (await operations.GetDeployment!(input, context)) as {
          deploymentInfo: DeploymentInfo;
        };
        return { deploymentInfo: change(answer.deploymentInfo) };
      },
    },
  });
}

interface Deploying {
  history?: { started: boolean; shifted?: object };
}

/** A condition for `runUntil`: the handler has seen its deployment run. */
export const hasSeenRunning = inPhase(
  'deploying',
  (phase) => (phase as unknown as Deploying).history?.started === true,
);

/** A condition for `runUntil`: the handler has seen all traffic on the replacement task set. */
export const hasSeenShift = inPhase('deploying', (phase) => {
  const { history } = phase as unknown as Deploying;
  return history?.shifted !== undefined;
});

/** Runs an operation until it is about to start its deployment: CodeDeploy throttles its first CreateDeployment. */
export async function runUntilStarting({ aws }: DeploymentScenario, operation: Operation): Promise<void> {
  aws.faults.throttle({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 });
  await operation.runUntil(inPhase('starting'));
}

export const MISSING_HOOK = { Hooks: { AfterInstall: 'no-such-function' } };
export const UNTIL_SHIFTED = { CompleteWhen: 'TRAFFIC_SHIFTED' };

/** How often a call is among these. */
export const count = (calls: string[], name: string): number => calls.filter((call) => call === name).length;
