import type { HookEvent } from '../../deployment/src/desired-state/appspec';
import type { Facts } from './facts';

/**
 * The stage of an ECS deployment that corresponds to a lifecycle event of CodeDeploy.
 * Source: Amazon ECS API Reference, DeploymentLifecycleHook.
 */
const STAGES: Record<HookEvent, string> = {
  BeforeInstall: 'PRE_SCALE_UP',
  AfterInstall: 'POST_SCALE_UP',
  AfterAllowTestTraffic: 'POST_TEST_TRAFFIC_SHIFT',
  BeforeAllowTraffic: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
  AfterAllowTraffic: 'POST_PRODUCTION_TRAFFIC_SHIFT',
};

/** The longest bake time, of the service and of a step. */
const LONGEST_BAKE_MINUTES = 1440;
const LEAST_STEP_PERCENT = 3;

/** A DeploymentConfiguration of AWS::ECS::Service, and what is different from CodeDeploy. */
export interface Strategy {
  configuration: Record<string, unknown>;
  remarks: string[];
}

/** @param hookRole the role with which ECS calls the hooks, as a value of a template */
export function strategyOf(facts: Facts, hookRole: unknown): Strategy {
  const remarks: string[] = [];
  const bake = (what: string, minutes: number): number => {
    if (minutes > LONGEST_BAKE_MINUTES)
      remarks.push(`${what} is ${minutes} minutes in CodeDeploy; ECS has at most ${LONGEST_BAKE_MINUTES}.`);
    return Math.min(minutes, LONGEST_BAKE_MINUTES);
  };
  const { terminateBlueInstancesOnDeploymentSuccess: termination } =
    facts.group.blueGreenDeploymentConfiguration ?? {};
  const configuration = {
    ...shiftOf(facts, bake, remarks),
    BakeTimeInMinutes: bake('The termination wait', termination?.terminationWaitTimeInMinutes ?? 0),
    ...alarmsOf(facts),
    ...hooksOf(facts, hookRole, remarks),
  };
  return { configuration, remarks };
}

function shiftOf(
  { traffic }: Facts,
  bake: (what: string, minutes: number) => number,
  remarks: string[],
): Record<string, unknown> {
  const { type, timeBasedCanary: canary, timeBasedLinear: linear } = traffic;
  if (type === 'TimeBasedCanary')
    return {
      Strategy: 'CANARY',
      CanaryConfiguration: {
        CanaryPercent: canary?.canaryPercentage ?? 0,
        CanaryBakeTimeInMinutes: bake('The canary interval', canary?.canaryInterval ?? 0),
      },
    };
  if (type !== 'TimeBasedLinear') return { Strategy: 'BLUE_GREEN' };
  const percent = linear?.linearPercentage ?? 0;
  if (percent < LEAST_STEP_PERCENT)
    remarks.push(`A step is ${percent} percent in CodeDeploy; ECS has at least ${LEAST_STEP_PERCENT}.`);
  return {
    Strategy: 'LINEAR',
    LinearConfiguration: {
      StepPercent: Math.max(percent, LEAST_STEP_PERCENT),
      StepBakeTimeInMinutes: bake('The linear interval', linear?.linearInterval ?? 0),
    },
  };
}

function alarmsOf({ group }: Facts): Record<string, unknown> {
  const { enabled, alarms = [] } = group.alarmConfiguration ?? {};
  if (enabled !== true || alarms.length === 0) return {};
  const { enabled: rollsBack = false, events = [] } = group.autoRollbackConfiguration ?? {};
  return {
    Alarms: {
      AlarmNames: alarms.flatMap(({ name }) => name ?? []),
      Enable: true,
      Rollback: rollsBack && events.includes('DEPLOYMENT_STOP_ON_ALARM'),
    },
  };
}

function hooksOf(facts: Facts, hookRole: unknown, remarks: string[]): Record<string, unknown> {
  const functions = Object.entries(facts.hooks).map(([event, arn]) => ({
    TargetType: 'AWS_LAMBDA',
    HookTargetArn: arn,
    RoleArn: hookRole,
    LifecycleStages: [STAGES[event as HookEvent]],
  }));
  if (functions.length > 0)
    remarks.push(
      'Each hook function gets another event from ECS, and answers with { hookStatus: "SUCCEEDED" } or "FAILED" instead of calling PutLifecycleEventHookExecutionStatus. Change it before the first deployment of ECS.',
    );
  if (facts.hooks.BeforeAllowTraffic !== undefined && facts.traffic.type !== 'AllAtOnce')
    remarks.push(
      'ECS calls the hook of PRE_PRODUCTION_TRAFFIC_SHIFT before each step, CodeDeploy called it once.',
    );
  if (facts.hooksUnknown !== undefined)
    remarks.push(
      `The hooks are not in this block, because ${facts.hooksUnknown}. Take them from the property Hooks of the EcsDeployment; docs/moving-on.md has the names of the stages.`,
    );
  const pause = pauseOf(facts);
  const all = [...functions, ...(pause ? [pause] : [])];
  return all.length === 0 ? {} : { LifecycleHooks: all };
}

/** CodeDeploy's ready wait follows the test traffic; without a test listener it follows the start of the tasks. */
function pauseOf({ group, test }: Facts): Record<string, unknown> | undefined {
  const { actionOnTimeout, waitTimeInMinutes = 0 } =
    group.blueGreenDeploymentConfiguration?.deploymentReadyOption ?? {};
  if (actionOnTimeout !== 'STOP_DEPLOYMENT') return undefined;
  return {
    TargetType: 'PAUSE',
    LifecycleStages: [test ? 'POST_TEST_TRAFFIC_SHIFT' : 'POST_SCALE_UP'],
    TimeoutConfiguration: { TimeoutInMinutes: waitTimeInMinutes, Action: 'ROLLBACK' },
  };
}
