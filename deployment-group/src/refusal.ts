import { isNamed, toFailure } from '../../runtime/aws/aws-errors';
import type { Failure } from '../../runtime/messages/failure';
import type { DesiredGroup } from './identity';
import { failure } from './messages/failures';

/** A refusal of CodeDeploy whose own text does not say what to change in the template. */
interface Hint {
  error: string;
  /** For an error with several causes: the words that identify this one. */
  text?: RegExp;
  /** Names the property and the rule; CodeDeploy's own text follows. */
  explain(group: DesiredGroup, aws: Failure): Failure;
}

const HINTS: readonly Hint[] = [
  {
    error: 'InvalidECSServiceException',
    text: /CODE_DEPLOY deployment controller/,
    explain: (group, aws) => failure('WrongDeploymentController', { service: serviceOf(group) }, aws),
  },
  {
    error: 'InvalidECSServiceException',
    text: /Could not load ECS service/,
    explain: (group, aws) =>
      failure('ServiceNotReadable', { service: serviceOf(group), role: group.serviceRoleArn }, aws),
  },
  {
    error: 'ECSServiceMappingLimitExceededException',
    explain: (group, aws) => failure('ServiceInAnotherGroup', { service: serviceOf(group) }, aws),
  },
  {
    error: 'InvalidRoleException',
    explain: (group, aws) => failure('RoleNotUsable', { role: group.serviceRoleArn }, aws),
  },
  {
    error: 'InvalidTriggerConfigException',
    text: /Topic ARN/,
    explain: (group, aws) => failure('TopicNotUsable', { role: group.serviceRoleArn }, aws),
  },
  {
    error: 'InvalidTriggerConfigException',
    explain: (_group, aws) => failure('TriggersInvalid', {}, aws),
  },
  {
    error: 'InvalidTargetGroupPairException',
    explain: (_group, aws) => failure('TargetGroupsInvalid', {}, aws),
  },
  {
    error: 'InvalidTrafficRoutingConfigurationException',
    explain: (group, aws) => failure('NetworkLoadBalancerInSteps', { config: configOf(group) }, aws),
  },
  {
    error: 'DeploymentConfigDoesNotExistException',
    explain: (group, aws) => failure('NoDeploymentConfig', { config: configOf(group) }, aws),
  },
  {
    error: 'InvalidDeploymentConfigNameException',
    explain: (group, aws) => failure('DeploymentConfigNotForEcs', { config: configOf(group) }, aws),
  },
];

/**
 * A refusal of CreateDeploymentGroup or UpdateDeploymentGroup as a failure: first what to change, if CodeDeploy does
 * not say it, then CodeDeploy's own text. Transient errors stay as they are.
 */
export function refusal(thrown: unknown, group: DesiredGroup): Failure {
  const aws = toFailure(thrown);
  const hint = HINTS.find(
    ({ error, text }) => isNamed(thrown, error) && (text === undefined || text.test(thrown.message)),
  );
  return hint ? hint.explain(group, aws) : aws;
}

/** Whether the cause may be a role, policy or topic that is so new that CodeDeploy does not see it yet. */
export function isNotPropagated(thrown: unknown): thrown is Error {
  return (
    isNamed(thrown, 'InvalidRoleException') ||
    (isNamed(thrown, 'InvalidECSServiceException') && /AccessDenied|not authorized/.test(thrown.message)) ||
    (isNamed(thrown, 'InvalidTriggerConfigException') && thrown.message.includes('Topic ARN'))
  );
}

function serviceOf({ ecsServices: [service] }: DesiredGroup): string {
  return `the service ${service?.serviceName ?? ''} in cluster ${service?.clusterName ?? ''}`;
}

function configOf({ deploymentConfigName = '' }: DesiredGroup): string {
  return deploymentConfigName;
}
