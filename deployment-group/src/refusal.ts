import { isNamed, toFailure } from '../../runtime/aws-errors';
import { Failure, HandlerErrorCode } from '../../runtime/failure';
import type { DesiredGroup } from './identity';

/** What CodeDeploy refuses by itself with words that do not say what to change in the template. */
interface Hint {
  error: string;
  /** When one error has several causes, the words that tell this one. */
  text?: RegExp;
  code?: HandlerErrorCode;
  /** Names the property and the rule; CodeDeploy's own text follows. */
  advice(group: DesiredGroup): string;
}

const HINTS: readonly Hint[] = [
  {
    error: 'InvalidECSServiceException',
    text: /CODE_DEPLOY deployment controller/,
    advice: (group) =>
      `ECSServices: ${serviceOf(group)} must have DeploymentController.Type CODE_DEPLOY, the only one under which CodeDeploy can deploy it.`,
  },
  {
    error: 'InvalidECSServiceException',
    text: /Could not load ECS service/,
    advice: (group) =>
      `ECSServices: ${serviceOf(group)} must exist, and the role ${group.serviceRoleArn} must allow ecs:DescribeServices.`,
  },
  {
    error: 'ECSServiceMappingLimitExceededException',
    advice: (group) =>
      `ECSServices: ${serviceOf(group)} belongs to another deployment group, and it can belong to one only. Delete that group first; a replacement that would put a new group beside it cannot work.`,
  },
  {
    error: 'InvalidRoleException',
    advice: (group) =>
      `ServiceRoleArn: the role ${group.serviceRoleArn} must exist and let codedeploy.amazonaws.com assume it.`,
  },
  {
    error: 'InvalidTriggerConfigException',
    text: /Topic ARN/,
    advice: (group) =>
      `TriggerConfigurations: each topic must exist in this region, and the role ${group.serviceRoleArn} must allow sns:Publish to it.`,
  },
  {
    error: 'InvalidTriggerConfigException',
    advice: () => 'TriggerConfigurations cannot be used as they are.',
  },
  {
    error: 'InvalidTargetGroupPairException',
    advice: () =>
      'LoadBalancerInfo.TargetGroupPairInfoList: the two target groups must exist, differ, and not be attached to different load balancers; one of them is the one that the service is registered with.',
  },
  {
    error: 'InvalidTrafficRoutingConfigurationException',
    advice: ({ deploymentConfigName }) =>
      `DeploymentConfigName ${deploymentConfigName ?? ''} does not fit: behind a Network Load Balancer traffic moves all at once, with CodeDeployDefault.ECSAllAtOnce.`,
  },
  {
    error: 'DeploymentConfigDoesNotExistException',
    code: HandlerErrorCode.InvalidRequest,
    advice: ({ deploymentConfigName }) =>
      `DeploymentConfigName: there is no deployment configuration ${deploymentConfigName ?? ''} in this account and region.`,
  },
  {
    error: 'InvalidDeploymentConfigNameException',
    advice: ({ deploymentConfigName }) =>
      `DeploymentConfigName ${deploymentConfigName ?? ''} must be a configuration for the ECS compute platform.`,
  },
];

/**
 * A refusal of CreateDeploymentGroup or UpdateDeploymentGroup as a failure: what to change, where there is more to
 * say than CodeDeploy does, then CodeDeploy's own text. Transient errors stay what they are.
 */
export function refusal(thrown: unknown, group: DesiredGroup): Failure {
  const failure = toFailure(thrown);
  const hint = HINTS.find(
    ({ error, text }) => isNamed(thrown, error) && (text === undefined || text.test(thrown.message)),
  );
  if (!hint) return failure;
  return new Failure(hint.code ?? failure.code, `${hint.advice(group)} ${failure.message}`);
}

/** Whether IAM or SNS may just not have spread the news yet: role, its policy or topic were made a moment ago. */
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
