import type { Entrypoint } from '../../runtime/entrypoint';
import { eventOf, type Answer } from '#test-kit';
import { groupInput, GROUP } from '../setup/deployment-group';
import { clientConfiguration, createBlueGreenService, startLocalAws } from '#local-aws';
import { CodeDeployClient, CreateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { showVirtualTime } from '../setup/virtual-date';

/** Polls before the measured ones. */
const WARM_UP = 30;

export interface PollResult {
  /** Duration of each poll in milliseconds of real time, the shortest first. */
  milliseconds: number[];
  /** AWS calls of the last poll, by name. */
  calls: string[];
}

/**
 * Times a repeated poll of a running deployment, logs and metrics included, in a warm process against an AWS that answers
 * at once.
 */
export async function timePolls(entrypoint: Entrypoint, polls: number): Promise<PollResult> {
  const aws = await startLocalAws();
  const showRealTime = showVirtualTime(aws.clock);
  try {
    process.env.AWS_ENDPOINT_URL = aws.endpoint;
    const service = await createBlueGreenService(aws);
    const group = groupInput(service, {
      plan: 'all at once',
      terminationWaitMinutes: 60,
      readyWait: false,
    });
    await new CodeDeployClient(clientConfiguration(aws)).send(new CreateDeploymentGroupCommand(group));
    const properties = {
      ApplicationName: service.applicationName,
      DeploymentGroupName: GROUP,
      TaskDefinition: service.taskDefinitions[1],
    };
    const call = async (callbackContext: Answer['callbackContext']): Promise<Answer> => {
      const event = eventOf(aws, 'CREATE', { properties, callbackContext, token: 'token' });
      const data = event.requestData as Record<string, unknown>;
      data.providerCredentials = data.callerCredentials;
      data.providerLogGroupName = 'org-codedeploy-ecsdeployment-logs';
      return (await entrypoint(event)) as unknown as Answer;
    };
    let answer = await call(undefined);
    while (!answer.message.includes('all traffic is shifted')) {
      if (answer.status !== 'IN_PROGRESS') throw new Error(answer.message);
      await aws.clock.advance(answer.callbackDelaySeconds);
      answer = await call(answer.callbackContext);
    }
    const milliseconds: number[] = [];
    let firstCall = 0;
    for (let poll = 0; poll < WARM_UP + polls; poll++) {
      firstCall = aws.calls.length;
      const startedAt = performance.now();
      await call(answer.callbackContext);
      if (poll >= WARM_UP) milliseconds.push(performance.now() - startedAt);
    }
    const calls = aws.calls.slice(firstCall).map(({ service: name, operation }) => `${name}:${operation}`);
    return { milliseconds: milliseconds.sort((one, other) => one - other), calls: calls.sort() };
  } finally {
    showRealTime();
    await aws.close();
  }
}
