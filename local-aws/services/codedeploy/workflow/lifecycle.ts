import type { TaskSet } from '@aws-sdk/client-ecs';
import type { HookEvent } from './appspec';
import { failures, withEcs, withLoadBalancing } from './failures';
import { LIMITS, TIMINGS } from './timings';
import type { DeploymentTargetConfig } from '../groups/deployment-target-config';
import type { HookExecution, LifecycleEventName, LifecycleEventRecord } from '../records';
import type { Rollout } from './rollout';
import { until, type Steps } from './run';
import { trafficPlan } from '../configurations/traffic-plan';

/** What each lifecycle event does (AWS CodeDeploy User Guide, "Deployments on an Amazon ECS compute platform"). */
export const LIFECYCLE: Record<LifecycleEventName, (rollout: Rollout) => Steps> = {
  BeforeInstall: (rollout) => runHook(rollout, 'BeforeInstall'),
  Install: install,
  AfterInstall: (rollout) => runHook(rollout, 'AfterInstall'),
  AllowTestTraffic: allowTestTraffic,
  AfterAllowTestTraffic: (rollout) => runHook(rollout, 'AfterAllowTestTraffic'),
  BeforeAllowTraffic: (rollout) => runHook(rollout, 'BeforeAllowTraffic'),
  AllowTraffic: allowTraffic,
  AfterAllowTraffic: (rollout) => runHook(rollout, 'AfterAllowTraffic'),
};

/** (Amazon ECS Developer Guide, Amazon ECS CodeDeploy IAM role: the roles of tasks.) */
const TO_TASKS = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };

const BEFORE_TEST: LifecycleEventName[] = ['BeforeInstall', 'Install', 'AfterInstall'];
const TEST: LifecycleEventName[] = ['AllowTestTraffic', 'AfterAllowTestTraffic'];
const AFTER_TEST: LifecycleEventName[] = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

/** The lifecycle events of a deployment in order: eight with a test listener, six without one. */
export const eventsOf = (targetConfig: DeploymentTargetConfig): LifecycleEventRecord[] =>
  [...BEFORE_TEST, ...(targetConfig.testListener === undefined ? [] : TEST), ...AFTER_TEST].map((name) => ({
    name,
    status: 'Pending',
    startTime: undefined,
    endTime: undefined,
  }));

/** Calls the event's hook, if the AppSpec has one, and waits for its report. */
async function* runHook({ state, deployment, appSpec }: Rollout, event: HookEvent): Steps {
  const name = appSpec.hooks[event];
  if (name !== undefined) {
    const { functions, roles } = state.ports;
    const { serviceRoleArn } = deployment.settings;
    if (!roles.allows(serviceRoleArn, 'lambda:InvokeFunction', functions.arnOf(name)))
      throw failures.rolePermissions(serviceRoleArn, 'AWSLambda');
    if (!functions.exists(name)) throw failures.noFunction(name);
    const id = state.ids.hookExecution();
    const execution: HookExecution = { deployment, event, status: undefined };
    state.hookExecutions.set(id, execution);
    await functions.invoke(name, { DeploymentId: deployment.id, LifecycleEventHookExecutionId: id });
    const reported = yield* until(state.clock, () => execution.status !== undefined, LIMITS.hookSeconds);
    if (!reported) throw failures.silentHook();
    if (execution.status === 'Failed') throw failures.hook();
  }
  yield TIMINGS.event;
}

/** Starts the replacement task set and waits until it is steady. */
async function* install(rollout: Rollout): Steps {
  const { state, deployment, appSpec, targetConfig, pair } = rollout;
  const { ecs, roles } = state.ports;
  const { cluster, service } = targetConfig;
  const { serviceRoleArn } = deployment.settings;
  if (!roles.allows(serviceRoleArn, 'ecs:CreateTaskSet'))
    throw failures.rolePermissions(serviceRoleArn, 'AmazonECS');
  for (const role of ecs.rolesOf(appSpec.taskDefinition))
    if (!roles.allows(serviceRoleArn, 'iam:PassRole', role, TO_TASKS))
      throw failures.rolePermissions(serviceRoleArn, 'AmazonECS');
  clearTheWay(rollout);
  const original = findTaskSet(rollout, deployment.target.original);
  const { containerName, containerPort } = appSpec;
  const replacement = withEcs(state, () =>
    ecs.createTaskSet(cluster, service, {
      externalId: deployment.id,
      taskDefinition: appSpec.taskDefinition,
      loadBalancers: [{ targetGroupArn: pair.replacement, containerName, containerPort }],
      platformVersion: appSpec.platformVersion ?? original?.platformVersion,
      networkConfiguration: appSpec.networkConfiguration ?? original?.networkConfiguration,
      capacityProviderStrategy: appSpec.capacityProviderStrategy ?? original?.capacityProviderStrategy,
    }),
  );
  deployment.target.replacement = replacement.id;
  const steady = () => isSteady(findTaskSet(rollout, deployment.target.replacement));
  if (!(yield* until(state.clock, steady, LIMITS.installSeconds, TIMINGS.steadyStatePoll)))
    throw failures.install();
}

/**
 * Prepares the start of the replacement task set:
 * - sends all production traffic to the original task set;
 * - puts the other target group behind the listener with weight 0, so that its targets get health checks;
 * - deletes the task sets that earlier deployments left in that target group.
 */
function clearTheWay(rollout: Rollout): void {
  const { state, targetConfig } = rollout;
  const { cluster, service } = targetConfig;
  shiftTo(rollout, targetConfig.prodListener, 0);
  if (state.readings.leftTaskSets === 'kept') return;
  const leftovers = taskSets(rollout).filter(({ status }) => status === 'ACTIVE');
  withEcs(state, () => {
    for (const { id = '' } of leftovers) state.ports.ecs.deleteTaskSet(cluster, service, id);
  });
}

async function* allowTestTraffic(rollout: Rollout): Steps {
  const { testListener } = rollout.targetConfig;
  if (testListener !== undefined) shiftTo(rollout, testListener, 100);
  yield TIMINGS.event;
}

/** Shifts production traffic by the deployment's plan; the replacement task set becomes PRIMARY when it has all traffic. */
async function* allowTraffic(rollout: Rollout): Steps {
  const { state, deployment, targetConfig } = rollout;
  for (const { greenPercent, pauseMinutes } of trafficPlan(deployment.trafficRouting)) {
    shiftTo(rollout, targetConfig.prodListener, greenPercent);
    if (greenPercent < 100) yield* keepSteady(rollout, pauseMinutes * 60 + TIMINGS.shift);
  }
  const { cluster, service } = targetConfig;
  const isFirst = state.readings.primaryFrom === 'allTraffic';
  if (!isFirst) yield TIMINGS.afterShift;
  withEcs(state, () => {
    state.ports.ecs.updateServicePrimaryTaskSet(cluster, service, deployment.target.replacement ?? '');
  });
  if (isFirst) yield TIMINGS.afterShift;
}

/**
 * Waits, and fails when the service is unsteady for five minutes, for example because new tasks do not start
 * (Amazon ECS Developer Guide, "CodeDeploy blue/green deployments": service auto scaling).
 */
async function* keepSteady(rollout: Rollout, seconds: number): Steps {
  const { clock } = rollout.state;
  const end = clock.now() + seconds * 1000;
  let steadyAt = clock.now();
  for (let left = seconds; left > 0; left = (end - clock.now()) / 1000) {
    yield Math.min(left, TIMINGS.trafficPoll);
    if (taskSets(rollout).every((taskSet) => taskSet.status === 'DRAINING' || isSteady(taskSet)))
      steadyAt = clock.now();
    if (clock.now() - steadyAt > LIMITS.unsteadySeconds * 1000) throw failures.unsteady();
  }
}

function shiftTo({ state, deployment, pair }: Rollout, listener: string, greenPercent: number): void {
  const { loadBalancing, roles } = state.ports;
  const { serviceRoleArn } = deployment.settings;
  if (!roles.allows(serviceRoleArn, 'elasticloadbalancing:ModifyListener'))
    throw failures.rolePermissions(serviceRoleArn, 'AmazonElasticLoadBalancing');
  withLoadBalancing(() => {
    loadBalancing.setWeights(listener, [
      { targetGroupArn: pair.original, weight: 100 - greenPercent },
      { targetGroupArn: pair.replacement, weight: greenPercent },
    ]);
  });
}

const taskSets = ({ state, targetConfig }: Rollout): TaskSet[] =>
  state.ports.ecs.findService(targetConfig.cluster, targetConfig.service)?.taskSets ?? [];

const findTaskSet = (rollout: Rollout, id: string | undefined): TaskSet | undefined =>
  taskSets(rollout).find((taskSet) => taskSet.id === id);

const isSteady = (taskSet: TaskSet | undefined): boolean => taskSet?.stabilityStatus === 'STEADY_STATE';
