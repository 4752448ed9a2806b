import { HandlerErrorCode } from '../../../runtime/messages/failure';
import { MAXIMUM_READY_WAIT_MINUTES, MAXIMUM_TERMINATION_WAIT_MINUTES } from '../delays';
import { MAXIMUM_TAGS, RESERVED_PREFIX } from '../tags';

const PAIRS = 'LoadBalancerInfo.TargetGroupPairInfoList';
const READY = 'BlueGreenDeploymentConfiguration.DeploymentReadyOption';
const BLUE = 'BlueGreenDeploymentConfiguration.TerminateBlueInstancesOnDeploymentSuccess';

interface Count {
  count: number;
}
interface Name {
  name: string;
}

const errorCode = HandlerErrorCode.InvalidRequest;
/** The sentence is the rule, so the message says no more. */
const rule = { errorCode, whatToDo: () => '', whatToDoInTable: 'Correct the property.' };

/** What is wrong with the properties: refused before any call of AWS. */
export const PROPERTY_FAILURES = {
  OneService: {
    ...rule,
    sentence: ({ count }: Count) => `ECSServices must name exactly one service, not ${count}.`,
  },
  OneTargetGroupPair: {
    ...rule,
    sentence: ({ count }: Count) => `${PAIRS} must have exactly one entry, not ${count}.`,
  },
  TwoTargetGroups: {
    ...rule,
    sentence: () => `${PAIRS}.TargetGroups must name exactly two target groups.`,
  },
  DifferentTargetGroups: {
    ...rule,
    sentence: ({ name }: Name) =>
      `${PAIRS}.TargetGroups must name two different target groups; both are ${name}.`,
  },
  OneListener: {
    ...rule,
    sentence: ({ name, count }: Name & Count) =>
      `${PAIRS}.${name}.ListenerArns must have exactly one listener, not ${count}.`,
  },
  DeploymentType: {
    ...rule,
    sentence: () => 'DeploymentStyle.DeploymentType must be BLUE_GREEN: an ECS service has no other.',
  },
  DeploymentOption: {
    ...rule,
    sentence: () =>
      'DeploymentStyle.DeploymentOption must be WITH_TRAFFIC_CONTROL: an ECS service has no other.',
  },
  ReadyWaitWithoutStop: {
    errorCode,
    sentence: () =>
      `${READY}.WaitTimeInMinutes must be absent or 0 with CONTINUE_DEPLOYMENT, which does not wait.`,
    whatToDo: ({ minutes }: { minutes: number }) =>
      `With STOP_DEPLOYMENT the deployment waits ${minutes} minutes for an approval.`,
  },
  ReadyWaitRange: {
    ...rule,
    sentence: () =>
      `${READY}.WaitTimeInMinutes must be 1 to ${MAXIMUM_READY_WAIT_MINUTES} with STOP_DEPLOYMENT: the deployment waits that long for an approval.`,
  },
  TerminationAction: {
    errorCode,
    sentence: () =>
      `${BLUE}.Action must be TERMINATE: CodeDeploy does not keep the old task set of an ECS service.`,
    whatToDo: () => 'To keep it for a while, set TerminationWaitTimeInMinutes.',
  },
  TerminationWaitRange: {
    ...rule,
    sentence: () =>
      `${BLUE}.TerminationWaitTimeInMinutes must be 0 to ${MAXIMUM_TERMINATION_WAIT_MINUTES} (48 hours).`,
  },
  RollbackEvents: {
    ...rule,
    sentence: () => 'AutoRollbackConfiguration.Events must name at least one event when Enabled is true.',
  },
  NoAlarms: {
    ...rule,
    sentence: () => 'AlarmConfiguration.Alarms must name at least one alarm when Enabled is true.',
  },
  TooManyAlarms: {
    ...rule,
    sentence: ({ count }: Count) => `AlarmConfiguration.Alarms can have at most 10 alarms, not ${count}.`,
  },
  SameAlarm: {
    ...rule,
    sentence: ({ name }: Name) => `AlarmConfiguration.Alarms names the alarm ${name} twice.`,
  },
  TooManyTriggers: {
    ...rule,
    sentence: ({ count }: Count) => `TriggerConfigurations can have at most 10 triggers, not ${count}.`,
  },
  SameTrigger: {
    ...rule,
    sentence: ({ name }: Name) => `TriggerConfigurations has two triggers with the name ${name}.`,
  },
  PredefinedConfigNotForEcs: {
    errorCode,
    sentence: ({ name }: Name) => `DeploymentConfigName ${name} is not for ECS.`,
    whatToDo: () =>
      'Names of predefined configurations for ECS begin with CodeDeployDefault.ECS, such as CodeDeployDefault.ECSAllAtOnce.',
  },
  StepsNeedApplicationLoadBalancer: {
    errorCode,
    sentence: ({ name }: Name) =>
      `DeploymentConfigName ${name} shifts traffic in steps, which needs an Application Load Balancer; ProdTrafficRoute is a listener of a Network Load Balancer.`,
    whatToDo: () => 'Use CodeDeployDefault.ECSAllAtOnce.',
  },
  SameTagKey: {
    ...rule,
    sentence: ({ name }: Name) => `Tags has the key ${name} twice.`,
  },
  ReservedTag: {
    ...rule,
    sentence: ({ name }: Name) =>
      `The tag ${name} cannot be set, neither in Tags nor for the stack: keys that begin with ${RESERVED_PREFIX} are reserved for this resource type.`,
  },
  TooManyTags: {
    ...rule,
    sentence: ({ count }: Count) =>
      `Tags and the stack's tags are ${count} together; a deployment group can have ${MAXIMUM_TAGS} and three reserved ones.`,
  },
};
