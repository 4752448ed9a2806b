import type { Entrypoint } from '../../runtime/entrypoint';
import type { BlueGreenService } from '#local-aws';
import { nameOf, PLANS, timingOf, type DeploymentCase, type Timing } from './deployment-case';
import { GROUP } from './deployment-group';
import { pollAtFixedPeriod, type Polled } from './fixed-poll';
import { HOOK_EVENTS } from './hooks';
import type { LagAccount } from './lag-account';
import { ScheduledOperation, type Invocation } from './scheduled-operation';

/** The period that the schedule is measured beside, in seconds. */
export const FIXED_PERIOD = 15;

/** A day: no deployment of a case takes longer. (seconds) */
const LONGEST = 86_400;

export interface Measured {
  name: string;
  deployment: DeploymentCase;
  succeeded: boolean;
  /** From the deployment's creation to the answer. */
  followedSeconds: number;
  /** From the real end to the answer, in seconds. */
  lagSeconds: number;
  /** CodeDeploy calls that followed the deployment, from its creation to the look that showed its end. */
  looks: number;
  /** The most CodeDeploy calls that one of them made. */
  mostCallsOfALook: number;
  /** All CodeDeploy calls of the operation. */
  calls: number;
  fixed: { lagSeconds: number; looks: number };
}

/** Phases in which a deployment is followed. */
const FOLLOWING = ['deploying', 'rollingBack'];

/** Runs an update as the case says, and beside it, on the same deployment, a poller with a fixed period. */
export async function measure(
  account: LagAccount,
  entrypoint: Entrypoint,
  deployment: DeploymentCase,
  seed: string,
): Promise<Measured> {
  const { aws, bystander } = account;
  const timing = timingOf(deployment, seed);
  Object.assign(aws.ecs.timing, { startSeconds: timing.startSeconds, healthySeconds: timing.healthySeconds });
  const service = await account.openService(deployment);
  account.letHooks((event) => ({
    status: deployment.ending === `${event} fails` ? 'Failed' : 'Succeeded',
    seconds: timing.hookSeconds(event),
  }));
  const name = nameOf(deployment);
  const operation = await beginUpdate(account, entrypoint, service, deployment, `${seed} ${name}`);
  const untilShifted = deployment.completeWhen === 'TRAFFIC_SHIFTED';

  let fixed: Polled | undefined;
  let deploymentId: string | undefined;
  const act = actor(account, deployment, timing);
  const watch = async (): Promise<void> => {
    deploymentId ??= bystander.deployments(service.applicationName, GROUP).at(-1);
    if (deploymentId) {
      fixed ??= pollAtFixedPeriod(aws.clock, bystander, deploymentId, FIXED_PERIOD, untilShifted);
      await act(deploymentId);
    }
    if (!operation.ended || fixed?.answeredAt === undefined) aws.clock.after(1, watch);
  };
  aws.clock.after(0, watch);
  const over = () => operation.ended !== undefined && fixed?.answeredAt !== undefined;
  if (!(await aws.clock.advanceUntil(over, LONGEST)) || !operation.ended || !deploymentId)
    throw new Error(`The deployment does not end: ${name}`);

  const succeeded = operation.ended.answer.status === 'SUCCESS';
  if (succeeded !== (deployment.ending === 'succeeds'))
    throw new Error(`${name}: ${operation.ended.answer.message}`);
  const end = realEnd(account, deploymentId, untilShifted && succeeded);
  const looks = looksOf(operation.invocations);
  const measured = {
    name,
    deployment,
    succeeded,
    followedSeconds:
      (operation.ended.time - (bystander.deployment(deploymentId).createTime?.getTime() ?? NaN)) / 1000,
    lagSeconds: (operation.ended.time - end) / 1000,
    looks: looks.reduce((sum, calls) => sum + calls, 0),
    mostCallsOfALook: Math.max(...looks),
    calls: operation.calls.length,
    fixed: { lagSeconds: ((fixed?.answeredAt ?? 0) - end) / 1000, looks: fixed?.calls ?? 0 },
  };
  return measured;
}

/**
 * The calls of each invocation that followed the deployment. The last one also makes the answer, with calls that tell
 * what runs now: they do not depend on how often one looks, so only its first call counts.
 */
function looksOf(invocations: readonly Invocation[]): number[] {
  const following = invocations.filter(({ phase }) => FOLLOWING.includes(phase));
  return following.map(({ calls }, index) => (index === following.length - 1 ? 1 : calls.length));
}

/** When a deployment, and the rollback that follows it, had ended, or all its traffic was shifted. */
function realEnd({ bystander }: LagAccount, deploymentId: string, untilShifted: boolean): number {
  if (untilShifted) return bystander.target(deploymentId)?.lastUpdatedAt?.getTime() ?? NaN;
  const info = bystander.deployment(deploymentId);
  const rollback = info.rollbackInfo?.rollbackDeploymentId;
  return (rollback ? bystander.deployment(rollback) : info).completeTime?.getTime() ?? NaN;
}

async function beginUpdate(
  { aws }: LagAccount,
  entrypoint: Entrypoint,
  service: BlueGreenService,
  { hooks, completeWhen }: DeploymentCase,
  token: string,
): Promise<ScheduledOperation> {
  const version = (number: 0 | 1) => ({
    ApplicationName: service.applicationName,
    DeploymentGroupName: GROUP,
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

/** Does what a person or an alarm does in the case, at its time; to be called every second. */
function actor(
  account: LagAccount,
  { ending, plan, terminationWaitMinutes }: DeploymentCase,
  timing: Timing,
): (deploymentId: string) => Promise<void> {
  const { clock } = account.aws;
  const pending = new Map<string, number>();
  /** Whether so many seconds have passed since it was first asked. */
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
    const info = account.bystander.deployment(deploymentId);
    if (info.status === 'Ready' && isDue('ready', timing.readySeconds))
      await once('ready', () => account.continueDeployment(deploymentId));
    if (ending === 'alarm before the shift is over') {
      const event = PLANS[plan].shiftMinutes === 0 ? 'Install' : 'AllowTraffic';
      const seconds = PLANS[plan].shiftMinutes * 60 || timing.startSeconds + timing.healthySeconds;
      const target = account.bystander.target(deploymentId);
      const running = target?.lifecycleEvents?.find(({ status }) => status === 'InProgress');
      if (running?.lifecycleEventName === event && isDue('alarm', timing.fraction * seconds))
        await once('alarm', () => account.setAlarm('ALARM'));
    }
    if (ending === 'stopped in the termination wait' && info.instanceTerminationWaitTimeStarted) {
      if (isDue('stop', timing.fraction * terminationWaitMinutes * 60))
        await once('stop', () => account.stopDeployment(deploymentId));
    }
  };
}
