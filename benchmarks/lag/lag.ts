import type { Entrypoint } from '../../runtime/entrypoint';
import type { Scenario } from '#test-kit';
import { nameOf, PLANS, timingOf, type DeploymentCase, type Timing } from './deployment-case';
import { pollAtFixedPeriod, type FixedPoll } from './fixed-poll';
import { HOOK_EVENTS } from '../../deployment/src/desired-state/appspec';
import { ALARM, type LagAccount } from './lag-account';
import { ScheduledOperation, type Invocation } from '../setup/scheduled-operation';

/** The period of the fixed poller that the schedule is compared with, in seconds. */
const FIXED_PERIOD_SECONDS = 15;

/** One day. Every case ends within it. */
const MAXIMUM_SECONDS = 86_400;

export interface MeasuredCase {
  name: string;
  deployment: DeploymentCase;
  succeeded: boolean;
  /** Seconds from the deployment's creation to the answer. */
  followedSeconds: number;
  /** Seconds from the deployment's end to the answer. */
  lagSeconds: number;
  /** CodeDeploy calls from the deployment's creation to the poll that showed its end. */
  polls: number;
  /** The most CodeDeploy calls of one poll. */
  mostCallsOfAPoll: number;
  /** All CodeDeploy calls of the operation. */
  calls: number;
  fixed: { lagSeconds: number; polls: number };
}

/** The phases in which the handler polls a deployment. */
const POLLING_PHASES = ['deploying', 'rollingBack'];

/** Runs the update of a case, while a second poller with a fixed period watches the same deployment. */
export async function measure(
  account: LagAccount,
  entrypoint: Entrypoint,
  deployment: DeploymentCase,
  seed: string,
): Promise<MeasuredCase> {
  const { aws, reader } = account;
  const timing = timingOf(deployment, seed);
  Object.assign(aws.ecs.timing, { startSeconds: timing.startSeconds, healthySeconds: timing.healthySeconds });
  const scenario = await account.openService(deployment);
  account.setHookAnswer((event) => ({
    status: deployment.ending === `${event} fails` ? 'Failed' : 'Succeeded',
    seconds: timing.hookSeconds(event),
  }));
  const name = nameOf(deployment);
  const operation = await beginUpdate(account, entrypoint, scenario, deployment, `${seed} ${name}`);
  const untilShifted = deployment.completeWhen === 'TRAFFIC_SHIFTED';

  let fixed: FixedPoll | undefined;
  let deploymentId: string | undefined;
  const act = actor(account, scenario, deployment, timing);
  const watch = async (): Promise<void> => {
    deploymentId ??= reader.deployments(scenario.group).at(-1);
    if (deploymentId) {
      fixed ??= pollAtFixedPeriod(aws.clock, reader, deploymentId, FIXED_PERIOD_SECONDS, untilShifted);
      await act(deploymentId);
    }
    if (!operation.ended || fixed?.answeredAt === undefined) aws.clock.after(1, watch);
  };
  aws.clock.after(0, watch);
  const over = () => operation.ended !== undefined && fixed?.answeredAt !== undefined;
  if (!(await aws.clock.advanceUntil(over, MAXIMUM_SECONDS)) || !operation.ended || !deploymentId)
    throw new Error(`The deployment does not end: ${name}`);

  const succeeded = operation.ended.answer.status === 'SUCCESS';
  if (succeeded !== (deployment.ending === 'succeeds'))
    throw new Error(`${name}: ${operation.ended.answer.message}`);
  const end = realEnd(account, deploymentId, untilShifted && succeeded);
  const polls = pollCallsOf(operation.invocations);
  return {
    name,
    deployment,
    succeeded,
    followedSeconds:
      (operation.ended.time - (reader.deployment(deploymentId).createTime?.getTime() ?? NaN)) / 1000,
    lagSeconds: (operation.ended.time - end) / 1000,
    polls: polls.reduce((sum, calls) => sum + calls, 0),
    mostCallsOfAPoll: Math.max(...polls),
    calls: operation.calls.length,
    fixed: { lagSeconds: ((fixed?.answeredAt ?? 0) - end) / 1000, polls: fixed?.calls ?? 0 },
  };
}

/**
 * The calls of each poll. The last poll also describes the running state for the answer. Those calls do not depend on
 * the schedule, so only its first call counts.
 */
function pollCallsOf(invocations: readonly Invocation[]): number[] {
  const polls = invocations.filter(({ phase }) => POLLING_PHASES.includes(phase));
  return polls.map(({ calls }, index) => (index === polls.length - 1 ? 1 : calls.length));
}

/** When the deployment and its rollback ended, or all its traffic was shifted; in milliseconds. */
function realEnd({ reader }: LagAccount, deploymentId: string, untilShifted: boolean): number {
  if (untilShifted) return reader.target(deploymentId)?.lastUpdatedAt?.getTime() ?? NaN;
  const info = reader.deployment(deploymentId);
  const rollback = info.rollbackInfo?.rollbackDeploymentId;
  return (rollback ? reader.deployment(rollback) : info).completeTime?.getTime() ?? NaN;
}

async function beginUpdate(
  { aws }: LagAccount,
  entrypoint: Entrypoint,
  { service, group }: Scenario,
  { hooks, completeWhen }: DeploymentCase,
  token: string,
): Promise<ScheduledOperation> {
  const version = (number: 0 | 1) => ({
    ApplicationName: group.applicationName,
    DeploymentGroupName: group.deploymentGroupName,
    TaskDefinition: service.taskDefinitions[number],
    CompleteWhen: completeWhen,
    ...(hooks !== 'none' && { Hooks: Object.fromEntries(HOOK_EVENTS.map((event) => [event, event])) }),
  });
  const request = { token, logicalResourceId: 'Deployment' };
  const created = new ScheduledOperation(
    aws,
    entrypoint,
    'CREATE',
    { ...request, token: `${token} create`, properties: version(0) },
    `ASIA${service.serviceName}C`,
  );
  created.startAt(aws.clock.now());
  if (!(await aws.clock.advanceUntil(() => created.ended !== undefined, 600)))
    throw new Error('The create does not end.');
  const update = new ScheduledOperation(
    aws,
    entrypoint,
    'UPDATE',
    { ...request, properties: version(1), previousProperties: version(0) },
    `ASIA${service.serviceName}U`,
  );
  update.startAt(aws.clock.now());
  return update;
}

/** Acts as the operator and the alarm of the case, at their times. Call it every second. */
function actor(
  account: LagAccount,
  scenario: Scenario,
  { ending, plan, terminationWaitMinutes }: DeploymentCase,
  timing: Timing,
): (deploymentId: string) => Promise<void> {
  const { clock } = account.aws;
  const pending = new Map<string, number>();
  /** Whether `seconds` have passed since the first call with this name. */
  const isDue = (what: string, seconds: number): boolean => {
    const due = pending.get(what) ?? clock.now() + seconds * 1000;
    pending.set(what, due);
    return clock.now() >= due;
  };
  const done = new Set<string>();
  const once = async (what: string, act: () => Promise<void>): Promise<void> => {
    if (done.has(what)) return;
    done.add(what);
    await act();
  };
  return async (deploymentId) => {
    const info = account.reader.deployment(deploymentId);
    if (info.status === 'Ready' && isDue('ready', timing.readySeconds))
      await once('ready', () => scenario.approve(deploymentId));
    if (ending === 'alarm before the shift is over') {
      const event = PLANS[plan].shiftMinutes === 0 ? 'Install' : 'AllowTraffic';
      const seconds = PLANS[plan].shiftMinutes * 60 || timing.startSeconds + timing.healthySeconds;
      const target = account.reader.target(deploymentId);
      const running = target?.lifecycleEvents?.find(({ status }) => status === 'InProgress');
      if (running?.lifecycleEventName === event && isDue('alarm', timing.fraction * seconds))
        await once('alarm', () => scenario.setAlarm(ALARM, 'ALARM'));
    }
    if (ending === 'stopped in the termination wait' && info.instanceTerminationWaitTimeStarted) {
      if (isDue('stop', timing.fraction * terminationWaitMinutes * 60))
        await once('stop', () => scenario.stopByHand(deploymentId));
    }
  };
}
