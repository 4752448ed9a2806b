import {
  CodeDeployClient,
  PutLifecycleEventHookExecutionStatusCommand,
  type LifecycleEventStatus,
} from '@aws-sdk/client-codedeploy';
import { type LocalAws, clientConfiguration } from '#local-aws';
import { createHookFunction } from '#test-kit';
import { HOOK_EVENTS, type HookEvent } from '../../deployment/src/desired-state/appspec';

/** The status that a hook reports, and after how many seconds of virtual time. */
export type HookAnswer = (event: HookEvent) => { status: LifecycleEventStatus; seconds: number };

/** The Lambda function only records its call. The hook's duration passes on the virtual clock, outside of the function. */
const CODE = `
  const { SSM } = require('@aws-sdk/client-ssm');
  exports.handler = async (event, context) => {
    const call = { Name: '/hooks/' + context.functionName, Value: JSON.stringify(event), Type: 'String' };
    await new SSM({}).putParameter({ ...call, Overwrite: true });
  };`;

/**
 * Creates a function for each lifecycle event, named as the event.
 * @returns sets the answers of the hooks from now on
 */
export async function createHooks(aws: LocalAws): Promise<(answer: HookAnswer) => void> {
  for (const event of HOOK_EVENTS) await createHookFunction(aws, event, { code: CODE });

  const codeDeploy = new CodeDeployClient(clientConfiguration(aws, 'AKIDHOOKS'));
  let answerOf: HookAnswer = () => ({ status: 'Succeeded', seconds: 1 });
  aws.faults.after({ service: 'ssm', operation: 'PutParameter' }, ({ input }) => {
    const event = HOOK_EVENTS.find((name) => input.Name === `/hooks/${name}`);
    if (!event) return;
    const call = JSON.parse(String(input.Value)) as Record<string, string>;
    const { status, seconds } = answerOf(event);
    aws.clock.after(seconds, async () => {
      await codeDeploy.send(
        new PutLifecycleEventHookExecutionStatusCommand({
          deploymentId: call.DeploymentId,
          lifecycleEventHookExecutionId: call.LifecycleEventHookExecutionId,
          status,
        }),
      );
    });
  });
  return (answer) => {
    answerOf = answer;
  };
}
