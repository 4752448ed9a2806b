import type { Failure } from '../../runtime/messages/failure';
import { joinFailures } from '../../runtime/messages/message-registry';
import type { Tags } from '../../runtime/protocol/event';
import { MAXIMUM_READY_WAIT_MINUTES, MAXIMUM_TERMINATION_WAIT_MINUTES } from './delays';
import type { DesiredGroup } from './identity';
import { failure } from './messages/failures';
import { MAXIMUM_TAGS, RESERVED_PREFIX } from './tags';

/** A rule gives its failure when it is broken. */
type Rule = (group: DesiredGroup) => Failure | undefined;

/**
 * Refuses wrong properties before any call of AWS. CloudFormation has checked the types, patterns and enumerations of
 * the schema. These rules are about more than one property, or about what CodeDeploy would refuse in less clear words.
 * @param tags the desired tags of the group, stack tags included
 * @throws Failure InvalidRequest with a sentence for each broken rule
 */
export function validate(group: DesiredGroup, tags: Tags): void {
  const broken = [...RULES.map((rule) => rule(group)), ...tagRules(tags)].filter((found) => !!found);
  const refusal = joinFailures(broken);
  if (refusal) throw refusal;
}

const RULES: readonly Rule[] = [
  ({ ecsServices: { length: count } }) => (count === 1 ? undefined : failure('OneService', { count })),

  ({ loadBalancerInfo }) => {
    const count = loadBalancerInfo.targetGroupPairInfoList.length;
    return count === 1 ? undefined : failure('OneTargetGroupPair', { count });
  },

  (group) => {
    const names = pairOf(group)?.targetGroups.map(({ name }) => name);
    if (!names) return undefined;
    const [name = '', other] = names;
    if (names.length !== 2) return failure('TwoTargetGroups', {});
    return name === other ? failure('DifferentTargetGroups', { name }) : undefined;
  },

  (group) =>
    routes(group)
      .filter(([, { length: count }]) => count !== 1)
      .map(([name, { length: count }]) => failure('OneListener', { name, count }))[0],

  ({ deploymentStyle: { deploymentType, deploymentOption } = {} }) => {
    if (isNot('BLUE_GREEN', deploymentType)) return failure('DeploymentType', {});
    return isNot('WITH_TRAFFIC_CONTROL', deploymentOption) ? failure('DeploymentOption', {}) : undefined;
  },

  ({ blueGreenDeploymentConfiguration: { deploymentReadyOption: option } = {} }) => {
    const minutes = option?.waitTimeInMinutes ?? 0;
    if (option?.actionOnTimeout !== 'STOP_DEPLOYMENT')
      return minutes === 0 ? undefined : failure('ReadyWaitWithoutStop', { minutes });
    return isBetween(1, MAXIMUM_READY_WAIT_MINUTES, minutes) ? undefined : failure('ReadyWaitRange', {});
  },

  ({ blueGreenDeploymentConfiguration: { terminateBlueInstancesOnDeploymentSuccess: blue } = {} }) => {
    if (isNot('TERMINATE', blue?.action)) return failure('TerminationAction', {});
    return isBetween(0, MAXIMUM_TERMINATION_WAIT_MINUTES, blue?.terminationWaitTimeInMinutes ?? 0)
      ? undefined
      : failure('TerminationWaitRange', {});
  },

  ({ autoRollbackConfiguration: rollback }) =>
    rollback?.enabled && !rollback.events?.length ? failure('RollbackEvents', {}) : undefined,

  ({ alarmConfiguration: { enabled, alarms = [] } = { enabled: false } }) => {
    if (enabled && alarms.length === 0) return failure('NoAlarms', {});
    if (alarms.length > 10) return failure('TooManyAlarms', { count: alarms.length });
    const name = firstRepeated(alarms.map((alarm) => alarm.name));
    return name ? failure('SameAlarm', { name }) : undefined;
  },

  ({ triggerConfigurations: triggers = [] }) => {
    if (triggers.length > 10) return failure('TooManyTriggers', { count: triggers.length });
    const name = firstRepeated(triggers.map(({ triggerName }) => triggerName));
    return name ? failure('SameTrigger', { name }) : undefined;
  },

  ({ deploymentConfigName: name }) =>
    name?.startsWith('CodeDeployDefault.') && !name.startsWith('CodeDeployDefault.ECS')
      ? failure('PredefinedConfigNotForEcs', { name })
      : undefined,

  // What a configuration of the user's own does, only CodeDeploy can tell.
  (group) => {
    const name = group.deploymentConfigName ?? '';
    const isNetwork = routes(group).some(([, arns]) => arns.some((arn) => arn.includes(':listener/net/')));
    return isNetwork && /^CodeDeployDefault\.ECS(Canary|Linear)/.test(name)
      ? failure('StepsNeedApplicationLoadBalancer', { name })
      : undefined;
  },

  ({ tags = [] }) => {
    const name = firstRepeated(tags.map(({ key }) => key));
    return name ? failure('SameTagKey', { name }) : undefined;
  },
];

function tagRules(tags: Tags): (Failure | undefined)[] {
  const keys = Object.keys(tags);
  const reserved = keys.find((key) => key.startsWith(RESERVED_PREFIX));
  return [
    reserved === undefined ? undefined : failure('ReservedTag', { name: reserved }),
    keys.length > MAXIMUM_TAGS ? failure('TooManyTags', { count: keys.length }) : undefined,
  ];
}

function pairOf(group: DesiredGroup) {
  return group.loadBalancerInfo.targetGroupPairInfoList[0];
}

function routes(group: DesiredGroup): [name: string, listenerArns: string[]][] {
  const pair = pairOf(group);
  if (!pair) return [];
  const named: [string, string[]][] = [['ProdTrafficRoute', pair.prodTrafficRoute.listenerArns]];
  if (pair.testTrafficRoute) named.push(['TestTrafficRoute', pair.testTrafficRoute.listenerArns]);
  return named;
}

/**
 * Whether a value is set and is not the only one allowed. CloudFormation checks enumerations; other callers may not.
 */
function isNot(only: string, value: string | undefined): boolean {
  return value !== undefined && value !== only;
}

function isBetween(minimum: number, maximum: number, value: number): boolean {
  return value >= minimum && value <= maximum;
}

function firstRepeated(names: string[]): string | undefined {
  return names.find((name, n) => names.indexOf(name) !== n);
}
