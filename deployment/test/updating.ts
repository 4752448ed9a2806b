import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { CreateDeploymentGroupCommandInput, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { strToU8, zipSync } from 'fflate';
import { clientConfiguration } from '#local-aws';
import type { Answer, Operation, Ended, Properties, RequestOptions } from '#test-kit';
import { given, type Given, type GivenOptions } from './given';

/** A stack that has created its resource with version 1, and its next update. */
export interface Updating extends Given {
  update(to: Properties, options?: RequestOptions): Promise<Ended>;
  begin(to: Properties, options?: RequestOptions): Operation;
  /** Makes a function of Lambda that reports this as a hook; `nothing` never reports. */
  makeHook(name: string, reports: 'Succeeded' | 'Failed' | 'nothing'): Promise<void>;
  /** The first deployment of the group. */
  deployment(): Promise<DeploymentInfo & { deploymentId: string }>;
  /** CodeDeploy says this of a deployment for so many calls of GetDeployment. */
  overrideStatus(status: string, calls: number): void;
}

export async function created(options: GivenOptions = {}): Promise<Updating> {
  const scene = await given(options);
  try {
    await scene.operations.create(scene.version(1));
  } catch (error) {
    await scene.aws.close();
    throw error;
  }
  return {
    ...scene,
    update: (to, request) => scene.operations.update(scene.version(1), to, request),
    begin: (to, request) =>
      scene.operations.begin('UPDATE', {
        ...request,
        properties: to,
        previousProperties: scene.version(1),
      }),
    makeHook: (name, reports) => makeHook(scene, name, reports),
    async deployment() {
      const [first] = await scene.deployments();
      return { ...first, deploymentId: first!.deploymentId! };
    },
    overrideStatus(status, calls) {
      const { operations } = scene.aws.codeDeploy;
      let left = calls;
      scene.aws.register('codedeploy', {
        operations: {
          ...operations,
          GetDeployment: async (input, context) => {
            const answer = (await operations.GetDeployment!(input, context)) as {
              deploymentInfo: DeploymentInfo;
            };
            return left-- > 0 ? { deploymentInfo: { ...answer.deploymentInfo, status } } : answer;
          },
        },
      });
    },
  };
}

/** Whether an answer's message fits. */
export const says =
  (pattern: RegExp) =>
  ({ message }: Answer): boolean =>
    pattern.test(message);

/** A group whose deployments wait for somebody to let them go on, and for so many minutes before the end. */
export function withReadyWait(
  minutes: number,
  terminationWait = 0,
): Partial<CreateDeploymentGroupCommandInput> {
  return {
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: minutes },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: 'TERMINATE',
        terminationWaitTimeInMinutes: terminationWait,
      },
    },
  };
}

/** A group without automatic rollback. */
export const WITHOUT_ROLLBACK: Partial<CreateDeploymentGroupCommandInput> = {
  autoRollbackConfiguration: { enabled: false, events: [] },
};

/** A group that watches the alarm `errors`. */
export const WITH_ALARM: Partial<CreateDeploymentGroupCommandInput> = {
  alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
};

async function makeHook({ aws }: Given, name: string, reports: string): Promise<void> {
  const configuration = clientConfiguration(aws, 'AKIDBYHAND');
  const { Role } = await new IAMClient(configuration).send(
    new CreateRoleCommand({
      RoleName: `${name}-role`,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      }),
    }),
  );
  const code = `
    const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
    exports.handler = async (event) => {
      const status = '${reports}';
      if (status === 'nothing') return;
      await new CodeDeploy({}).putLifecycleEventHookExecutionStatus({
        deploymentId: event.DeploymentId,
        lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
        status,
      });
    };`;
  await new LambdaClient(configuration).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: Role!.Arn,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
    }),
  );
}
