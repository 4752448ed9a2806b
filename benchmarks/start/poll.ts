import type { Entrypoint } from '../../runtime/entrypoint';
import { eventOf, startScenario, type Answer } from '#test-kit';
import { startLocalAws } from '#local-aws';
import { OutOfBandReader } from '../setup/out-of-band-reader';
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
    const { service, group } = await startScenario({ on: aws, waits: { termination: 60 } });
    const properties = {
      ApplicationName: group.applicationName,
      DeploymentGroupName: group.deploymentGroupName,
      TaskDefinition: service.taskDefinitions[1],
    };
    const call = async (callbackContext: Answer['callbackContext']): Promise<Answer> => {
      const event = eventOf(aws, 'CREATE', { properties, callbackContext, token: 'token' });
      const data = event.requestData as Record<string, unknown>;
      data.providerCredentials = data.callerCredentials;
      data.providerLogGroupName = 'org-codedeploy-ecsdeployment-logs';
      return (await entrypoint(event)) as unknown as Answer;
    };
    const reader = new OutOfBandReader(aws);
    const isInTerminationWait = (): boolean =>
      reader.deployments(group).some((id) => reader.deployment(id).instanceTerminationWaitTimeStarted);
    let answer = await call(undefined);
    while (!isInTerminationWait()) {
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
