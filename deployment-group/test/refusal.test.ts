import { isNotPropagated, refusal } from '../src/refusal';
import { desired } from './examples';

/** An error as the SDK throws it. */
function awsError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

const ROLE = 'arn:aws:iam::123456789012:role/CodeDeploy';

describe('a refusal by CodeDeploy names the property, the rule and CodeDeploy’s own text', () => {
  test.each<{ error: string; text: string; code: string; hint: string; entry: string }>([
    {
      error: 'InvalidECSServiceException',
      text: "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
      code: 'InvalidRequest',
      hint: 'ECSServices: CodeDeploy cannot deploy the service web in cluster main. The service must have DeploymentController.Type CODE_DEPLOY.',
      entry: 'WrongDeploymentController',
    },
    {
      error: 'InvalidECSServiceException',
      text: 'Could not load ECS service information for cluster: main, service: web. Cause: no',
      code: 'InvalidRequest',
      hint: `ECSServices: CodeDeploy cannot read the service web in cluster main. The service must exist, and the role ${ROLE} must allow ecs:DescribeServices.`,
      entry: 'ServiceNotReadable',
    },
    {
      error: 'ECSServiceMappingLimitExceededException',
      text: 'taken',
      code: 'ServiceLimitExceeded',
      hint: 'ECSServices: the service web in cluster main belongs to another deployment group. Delete that group first: a service belongs to one group. For this reason a replacement, which creates the new group before it deletes the old one, cannot work.',
      entry: 'ServiceInAnotherGroup',
    },
    {
      error: 'InvalidRoleException',
      text: 'no',
      code: 'InvalidRequest',
      hint: `ServiceRoleArn: CodeDeploy cannot assume the role ${ROLE}. The role must exist and trust codedeploy.amazonaws.com.`,
      entry: 'RoleNotUsable',
    },
    {
      error: 'InvalidTriggerConfigException',
      text: 'Topic ARN x does not exist',
      code: 'InvalidRequest',
      hint: `TriggerConfigurations: CodeDeploy cannot publish to a topic. Each topic must exist in this region, and the role ${ROLE} must allow sns:Publish to it.`,
      entry: 'TopicNotUsable',
    },
    {
      error: 'InvalidTriggerConfigException',
      text: 'no',
      code: 'InvalidRequest',
      hint: "TriggerConfigurations is invalid; CodeDeploy's reason follows.",
      entry: 'TriggersInvalid',
    },
    {
      error: 'InvalidTargetGroupPairException',
      text: 'no',
      code: 'InvalidRequest',
      hint: 'LoadBalancerInfo.TargetGroupPairInfoList: CodeDeploy cannot use the two target groups. They must exist, differ, and belong to the same load balancer. The service must be registered with one of them.',
      entry: 'TargetGroupsInvalid',
    },
    {
      error: 'InvalidTrafficRoutingConfigurationException',
      text: 'Only ALB supports gradual traffic routing',
      code: 'InvalidRequest',
      hint: 'DeploymentConfigName Ours shifts traffic in steps, which a Network Load Balancer cannot do. Use CodeDeployDefault.ECSAllAtOnce.',
      entry: 'NetworkLoadBalancerInSteps',
    },
    {
      error: 'DeploymentConfigDoesNotExistException',
      text: 'no',
      code: 'InvalidRequest',
      hint: 'DeploymentConfigName: there is no deployment configuration Ours in this account and region. Correct the name.',
      entry: 'NoDeploymentConfig',
    },
    {
      error: 'InvalidDeploymentConfigNameException',
      text: 'no',
      code: 'InvalidRequest',
      hint: 'DeploymentConfigName Ours is not a configuration for the ECS compute platform. Use a configuration for ECS.',
      entry: 'DeploymentConfigNotForEcs',
    },
  ])('$error: $text', ({ error, text, code, hint, entry }) => {
    const failure = refusal(awsError(error, text), desired({ deploymentConfigName: 'Ours' }));
    expect(failure).toMatchObject({ code, message: `${hint} AWS says: ${text} (${error}) [${entry}]` });
  });

  test('what needs no explanation stays as it is', () => {
    expect(refusal(awsError('InvalidInputException', 'no'), desired())).toMatchObject({
      code: 'InvalidRequest',
      message: 'AWS says: no (InvalidInputException) [AwsError]',
    });
    expect(refusal(awsError('ThrottlingException', 'Rate exceeded'), desired()).code).toBe('Throttling');
  });
});

test.each([
  { reason: 'a role that cannot be assumed yet', error: 'InvalidRoleException', text: 'any', may: true },
  {
    reason: 'a topic that cannot be seen yet',
    error: 'InvalidTriggerConfigException',
    text: 'Topic ARN arn:aws:sns:… does not exist',
    may: true,
  },
  {
    reason: 'a role that may not read the service yet',
    error: 'InvalidECSServiceException',
    text: 'Could not load ECS service information. Cause: role is not authorized to perform: ecs:DescribeServices',
    may: true,
  },
  {
    reason: 'a service that is not there',
    error: 'InvalidECSServiceException',
    text: 'Could not load ECS service information. Cause: The service does not exist.',
    may: false,
  },
  {
    reason: 'another flaw of a trigger',
    error: 'InvalidTriggerConfigException',
    text: 'no name',
    may: false,
  },
  {
    reason: 'another refusal that speaks of a topic',
    error: 'InvalidInputException',
    text: 'Topic ARN',
    may: false,
  },
])('time may heal a refusal: $may for $reason', ({ error, text, may }) => {
  expect(isNotPropagated(awsError(error, text))).toBe(may);
});
