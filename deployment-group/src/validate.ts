import { invalidRequest } from '../../runtime/failure';
import type { Tags } from '../../runtime/event';
import type { DesiredGroup } from './identity';
import { MAXIMAL_TAGS, RESERVED_PREFIX } from './tags';

/** A rule gives its sentence when it is broken: the property, the rule, what to do. */
type Rule = (group: DesiredGroup) => string | false | undefined;

/** CodeDeploy gives a deployment at most 120 hours until traffic moves. (CodeDeploy User Guide, Quotas.) */
const MAXIMAL_READY_WAIT = 7200;

/** CodeDeploy User Guide, Quotas: 48 hours until the old version is terminated. */
const MAXIMAL_TERMINATION_WAIT = 2880;

/**
 * Refuses what can be seen to be wrong without asking AWS, so that nothing has been changed by then.
 * CloudFormation has checked types, patterns and enumerations of the schema; the rules about more than one property,
 * and those that CodeDeploy would refuse with less clear words, are here.
 * @param tags the tags the group is to have, stack tags included
 * @throws Failure InvalidRequest with a sentence for each broken rule
 */
export function validate(group: DesiredGroup, tags: Tags): void {
  const sentences = [...RULES.map((rule) => rule(group)), ...tagRules(tags)].filter((broken) => !!broken);
  if (sentences.length > 0) throw invalidRequest(sentences.join(' '));
}

const RULES: readonly Rule[] = [
  ({ ecsServices }) =>
    ecsServices.length !== 1 && `ECSServices must name exactly one service, not ${ecsServices.length}.`,

  ({ loadBalancerInfo: { targetGroupPairInfoList: pairs } }) =>
    pairs.length !== 1 && `${PAIRS} must have exactly one entry, not ${pairs.length}.`,

  (group) => {
    const names = pairOf(group)?.targetGroups.map(({ name }) => name);
    if (!names) return undefined;
    if (names.length !== 2) return `${PAIRS}.TargetGroups must name exactly two target groups.`;
    return (
      names[0] === names[1] &&
      `${PAIRS}.TargetGroups must name two different target groups; both are ${names[0]}.`
    );
  },

  (group) =>
    routes(group)
      .map(([name, arns]) => oneListener(name, arns))
      .find(Boolean),

  ({ deploymentStyle: { deploymentType, deploymentOption } = {} }) =>
    isNot('BLUE_GREEN', deploymentType)
      ? 'DeploymentStyle.DeploymentType must be BLUE_GREEN: an ECS service has no other.'
      : isNot('WITH_TRAFFIC_CONTROL', deploymentOption) &&
        'DeploymentStyle.DeploymentOption must be WITH_TRAFFIC_CONTROL: an ECS service has no other.',

  ({ blueGreenDeploymentConfiguration: { deploymentReadyOption: option } = {} }) => {
    const minutes = option?.waitTimeInMinutes ?? 0;
    if (option?.actionOnTimeout !== 'STOP_DEPLOYMENT')
      return (
        minutes !== 0 &&
        `${READY}.WaitTimeInMinutes must be absent or 0 with CONTINUE_DEPLOYMENT, which does not wait; with STOP_DEPLOYMENT the deployment waits ${minutes} minutes to be continued.`
      );
    return (
      !isBetween(1, MAXIMAL_READY_WAIT, minutes) &&
      `${READY}.WaitTimeInMinutes must be 1 to ${MAXIMAL_READY_WAIT} with STOP_DEPLOYMENT: so long the deployment waits to be continued.`
    );
  },

  ({ blueGreenDeploymentConfiguration: { terminateBlueInstancesOnDeploymentSuccess: blue } = {} }) =>
    isNot('TERMINATE', blue?.action)
      ? `${BLUE}.Action must be TERMINATE: CodeDeploy does not keep the old task set of an ECS service. To keep it for a while, set TerminationWaitTimeInMinutes.`
      : !isBetween(0, MAXIMAL_TERMINATION_WAIT, blue?.terminationWaitTimeInMinutes ?? 0) &&
        `${BLUE}.TerminationWaitTimeInMinutes must be 0 to ${MAXIMAL_TERMINATION_WAIT} (48 hours).`,

  ({ autoRollbackConfiguration: rollback }) =>
    rollback?.enabled &&
    !rollback.events?.length &&
    'AutoRollbackConfiguration.Events must name at least one event when Enabled is true.',

  ({ alarmConfiguration: { enabled, alarms = [] } = { enabled: false } }) => {
    if (enabled && alarms.length === 0)
      return 'AlarmConfiguration.Alarms must name at least one alarm when Enabled is true.';
    if (alarms.length > 10)
      return `AlarmConfiguration.Alarms can have at most 10 alarms, not ${alarms.length}.`;
    const twice = firstRepeated(alarms.map(({ name }) => name));
    return twice && `AlarmConfiguration.Alarms names the alarm ${twice} twice.`;
  },

  ({ triggerConfigurations: triggers = [] }) => {
    if (triggers.length > 10)
      return `TriggerConfigurations can have at most 10 triggers, not ${triggers.length}.`;
    const twice = firstRepeated(triggers.map(({ triggerName }) => triggerName));
    return twice && `TriggerConfigurations has two triggers with the name ${twice}.`;
  },

  ({ deploymentConfigName: name }) =>
    name?.startsWith('CodeDeployDefault.') &&
    !name.startsWith('CodeDeployDefault.ECS') &&
    `DeploymentConfigName ${name} is not for ECS; those that are begin with CodeDeployDefault.ECS, such as CodeDeployDefault.ECSAllAtOnce.`,

  // What a configuration of the user's own does is CodeDeploy's to say.
  (group) =>
    /^CodeDeployDefault\.ECS(Canary|Linear)/.test(group.deploymentConfigName ?? '') &&
    routes(group).some(([, arns]) => arns.some((arn) => arn.includes(':listener/net/'))) &&
    `DeploymentConfigName ${group.deploymentConfigName} shifts traffic in steps, which needs an Application Load Balancer; ProdTrafficRoute is a listener of a Network Load Balancer, so use CodeDeployDefault.ECSAllAtOnce.`,

  ({ tags = [] }) => {
    const twice = firstRepeated(tags.map(({ key }) => key));
    return twice && `Tags has the key ${twice} twice.`;
  },
];

const PAIRS = 'LoadBalancerInfo.TargetGroupPairInfoList';
const READY = 'BlueGreenDeploymentConfiguration.DeploymentReadyOption';
const BLUE = 'BlueGreenDeploymentConfiguration.TerminateBlueInstancesOnDeploymentSuccess';

function tagRules(tags: Tags): (string | false | undefined)[] {
  const keys = Object.keys(tags);
  const reserved = keys.find((key) => key.startsWith(RESERVED_PREFIX));
  return [
    reserved &&
      `The tag ${reserved} cannot be set, neither in Tags nor for the stack: keys that begin with ${RESERVED_PREFIX} are reserved for this resource type.`,
    keys.length > MAXIMAL_TAGS &&
      `Tags and the stack's tags make ${keys.length} together; a deployment group can have ${MAXIMAL_TAGS} beside two that are reserved.`,
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

function oneListener(name: string, arns: string[]): string | false {
  return (
    arns.length !== 1 && `${PAIRS}.${name}.ListenerArns must have exactly one listener, not ${arns.length}.`
  );
}

/** Values of an enumeration are strings until the schema has been applied. */
function isNot(only: string, value: string | undefined): boolean {
  return value !== undefined && value !== only;
}

function isBetween(minimum: number, maximum: number, value: number): boolean {
  return value >= minimum && value <= maximum;
}

function firstRepeated(names: string[]): string | undefined {
  return names.find((name, n) => names.indexOf(name) !== n);
}
