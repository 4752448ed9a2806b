import { type LocalAws, type RateLimit, startLocalAws } from '#local-aws';
import { startScenario, type Scenario } from '#test-kit';
import type { Entrypoint } from '../../runtime/entrypoint';
import { OutOfBandReader } from '../setup/out-of-band-reader';
import { ScheduledOperation } from '../setup/scheduled-operation';
import { median, sum } from '../report/statistics';
import { showVirtualTime } from '../setup/virtual-date';

/** The rate limit of the account in the measurement. AWS publishes no figure for CodeDeploy. */
const ACCOUNT_LIMIT: RateLimit = { perSecond: 10, burst: 10 };

/** Two days of virtual time. */
const MAXIMUM_SECONDS = 172_800;

export interface ScaleResult {
  stacks: number;
  succeeded: number;
  /** CodeDeploy calls of all handlers, those included that were throttled. */
  calls: number;
  throttled: number;
  /** The most calls of one operation. */
  mostCalls: number;
  /** Seconds from each deployment's end to its answer. */
  lagSeconds: { median: number; max: number };
  /** Minutes from the common start to the first, the median and the last answer. */
  minutes: { first: number; median: number; last: number };
}

/**
 * Deploys `stacks` services at the same moment, each by a resource of its own, while CodeDeploy throttles the account.
 * The deployments are all at once, with a termination wait of five minutes.
 */
export async function deployAtOnce(
  entrypoint: Entrypoint,
  stacks: number,
  limit: RateLimit = ACCOUNT_LIMIT,
): Promise<ScaleResult> {
  const aws = await startLocalAws();
  const showRealTime = showVirtualTime(aws.clock);
  try {
    process.env.AWS_ENDPOINT_URL = aws.endpoint;
    const scenarios = await openScenarios(aws, stacks);
    aws.faults.limitRate({ service: 'codedeploy' }, limit);
    const startedAt = aws.clock.now();
    const operations = scenarios.map((scenario, index) => begin(aws, entrypoint, scenario, index));
    let running = operations;
    const isOver = () => {
      running = running.filter(({ ended }) => !ended);
      return running.length === 0;
    };
    if (!(await aws.clock.advanceUntil(isOver, MAXIMUM_SECONDS)))
      throw new Error('Not every operation ends.');
    return summary(aws, scenarios, operations, startedAt);
  } finally {
    showRealTime();
    await aws.close();
  }
}

async function openScenarios(aws: LocalAws, count: number): Promise<Scenario[]> {
  const scenarios: Scenario[] = [];
  for (let index = 1; index <= count; index++)
    scenarios.push(
      await startScenario({
        on: aws,
        service: { name: `shop-${index}`, steady: false },
        waits: { termination: 5 },
      }),
    );
  await aws.clock.advance(600);
  return scenarios;
}

function begin(
  aws: LocalAws,
  entrypoint: Entrypoint,
  { service, group }: Scenario,
  index: number,
): ScheduledOperation {
  const properties = {
    ApplicationName: group.applicationName,
    DeploymentGroupName: group.deploymentGroupName,
    TaskDefinition: service.taskDefinitions[1],
  };
  const request = { token: `token-${index}`, logicalResourceId: `Deployment${index}`, properties };
  const operation = new ScheduledOperation(aws, entrypoint, 'CREATE', request, `ASIA${service.serviceName}`);
  operation.startAt(aws.clock.now());
  return operation;
}

function summary(
  aws: LocalAws,
  scenarios: Scenario[],
  operations: ScheduledOperation[],
  startedAt: number,
): ScaleResult {
  const reader = new OutOfBandReader(aws);
  const answers = operations.map(({ ended }) => ended?.time ?? NaN);
  const ends = scenarios.map(({ group }) => {
    const deployments = reader.deployments(group);
    if (deployments.length !== 1)
      throw new Error(`${group.applicationName} has ${deployments.length} deployments.`);
    return reader.deployment(deployments[0] ?? '').completeTime?.getTime() ?? NaN;
  });
  const lags = answers.map((answer, index) => (answer - (ends[index] ?? NaN)) / 1000);
  const minutes = answers.map((answer) => (answer - startedAt) / 60_000);
  const calls = operations.map((operation) => operation.calls);
  return {
    stacks: operations.length,
    succeeded: operations.filter(({ ended }) => ended?.answer.status === 'SUCCESS').length,
    calls: sum(calls.map(({ length }) => length)),
    throttled: calls.flat().filter(({ error }) => error?.code === 'ThrottlingException').length,
    mostCalls: Math.max(...calls.map(({ length }) => length)),
    lagSeconds: { median: median(lags), max: Math.max(...lags) },
    minutes: { first: Math.min(...minutes), median: median(minutes), last: Math.max(...minutes) },
  };
}
