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
 * Updates `stacks` resources at the same moment, so that each deploys its service, while CodeDeploy throttles the account.
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
    const each = (action: 'CREATE' | 'UPDATE') =>
      scenarios.map((scenario, index) => begin(aws, entrypoint, action, scenario, index));
    await end(aws, each('CREATE'));
    aws.faults.limitRate({ service: 'codedeploy' }, limit);
    const startedAt = aws.clock.now();
    const updates = each('UPDATE');
    await end(aws, updates);
    return summary(aws, scenarios, updates, startedAt);
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

/** Begins to create a resource with the service's first version, or to update it to the second. */
function begin(
  aws: LocalAws,
  entrypoint: Entrypoint,
  action: 'CREATE' | 'UPDATE',
  { service, group }: Scenario,
  index: number,
): ScheduledOperation {
  const version = (number: number) => ({
    ApplicationName: group.applicationName,
    DeploymentGroupName: group.deploymentGroupName,
    TaskDefinition: service.taskDefinitions[number - 1],
  });
  const properties =
    action === 'CREATE'
      ? { properties: version(1) }
      : { properties: version(2), previousProperties: version(1) };
  const request = {
    ...properties,
    token: `${action}-${index + 1}`,
    logicalResourceId: `Deployment${index + 1}`,
  };
  const operation = new ScheduledOperation(
    aws,
    entrypoint,
    action,
    request,
    `ASIA${action}${service.serviceName}`,
  );
  operation.startAt(aws.clock.now());
  return operation;
}

/** @throws Error when an operation does not end in time */
async function end(aws: LocalAws, operations: ScheduledOperation[]): Promise<void> {
  let running = operations;
  const isOver = (): boolean => {
    running = running.filter(({ ended }) => !ended);
    return running.length === 0;
  };
  if (!(await aws.clock.advanceUntil(isOver, MAXIMUM_SECONDS))) throw new Error('Not every operation ends.');
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
