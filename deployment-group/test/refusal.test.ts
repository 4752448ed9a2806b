import { isNotPropagated, refusal } from '../src/refusal';
import { desired } from './examples';

/** An error as the SDK throws it. */
function awsError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

const ROLE = 'arn:aws:iam::123456789012:role/CodeDeploy';

describe('a refusal by CodeDeploy names the property, the rule and CodeDeploy’s own text', () => {
  test.each<{ error: string; text: string; code: string; hint: string }>([
    {
      error: 'InvalidECSServiceException',
      text: "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
      code: 'InvalidRequest',
      hint: 'ECSServices: the service web in cluster main must have DeploymentController.Type CODE_DEPLOY, the only one under which CodeDeploy can deploy it.',
    },
    {
      error: 'InvalidECSServiceException',
      text: 'Could not load ECS service information for cluster: main, service: web. Cause: no',
      code: 'InvalidRequest',
      hint: `ECSServices: the service web in cluster main must exist, and the role ${ROLE} must allow ecs:DescribeServices.`,
    },
    {
      error: 'ECSServiceMappingLimitExceededException',
      text: 'taken',
      code: 'ServiceLimitExceeded',
      hint: 'ECSServices: the service web in cluster main belongs to another deployment group, and it can belong to one only. Delete that group first; a replacement that would put a new group beside it cannot work.',
    },
    {
      error: 'InvalidRoleException',
      text: 'no',
      code: 'InvalidRequest',
      hint: `ServiceRoleArn: the role ${ROLE} must exist and let codedeploy.amazonaws.com assume it.`,
    },
    {
      error: 'InvalidTriggerConfigException',
      text: 'Topic ARN x does not exist',
      code: 'InvalidRequest',
      hint: `TriggerConfigurations: each topic must exist in this region, and the role ${ROLE} must allow sns:Publish to it.`,
    },
    {
      error: 'InvalidTriggerConfigException',
      text: 'no',
      code: 'InvalidRequest',
      hint: 'TriggerConfigurations cannot be used as they are.',
    },
    {
      error: 'InvalidTargetGroupPairException',
      text: 'no',
      code: 'InvalidRequest',
      hint: 'LoadBalancerInfo.TargetGroupPairInfoList: the two target groups must exist, differ, and not be attached to different load balancers; one of them is the one that the service is registered with.',
    },
    {
      error: 'InvalidTrafficRoutingConfigurationException',
      text: 'Only ALB supports gradual traffic routing',
      code: 'InvalidRequest',
      hint: 'DeploymentConfigName Ours does not fit: behind a Network Load Balancer traffic moves all at once, with CodeDeployDefault.ECSAllAtOnce.',
    },
    {
      error: 'DeploymentConfigDoesNotExistException',
      text: 'no',
      code: 'InvalidRequest',
      hint: 'DeploymentConfigName: there is no deployment configuration Ours in this account and region.',
    },
    {
      error: 'InvalidDeploymentConfigNameException',
      text: 'no',
      code: 'InvalidRequest',
      hint: 'DeploymentConfigName Ours must be a configuration for the ECS compute platform.',
    },
  ])('$error: $text', ({ error, text, code, hint }) => {
    const failure = refusal(awsError(error, text), desired({ deploymentConfigName: 'Ours' }));
    expect(failure).toMatchObject({ code, message: `${hint} AWS says: ${text} (${error})` });
  });

  test('what needs no explanation stays as it is', () => {
    expect(refusal(awsError('InvalidInputException', 'no'), desired())).toMatchObject({
      code: 'InvalidRequest',
      message: 'AWS says: no (InvalidInputException)',
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
