import { AttachRolePolicyCommand, DetachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { ServiceError, clientConfiguration, createServiceRole } from '#local-aws';
import { startGroupScenario, type GroupScenario } from './group-scenario';

const CREATE = { service: 'codedeploy', operation: 'CreateDeploymentGroup' };

let scenario: GroupScenario;
beforeEach(async () => {
  scenario = await startGroupScenario();
});
afterEach(async () => {
  await scenario.close();
});

describe('what IAM has not propagated yet', () => {
  test('a role that CodeDeploy sees after two minutes', async () => {
    const { aws, operations, properties } = scenario;
    aws.iam.propagationSeconds = 120;
    const ServiceRoleArn = await newRole(scenario);
    const { answer, answers, seconds } = await operations.create({ ...properties, ServiceRoleArn });
    expect(answer.status).toBe('SUCCESS');
    expect(answers.slice(0, 3).map(({ callbackDelaySeconds }) => callbackDelaySeconds)).toEqual([5, 10, 10]);
    expect(answers[0]?.message).toBe(
      `The role or a topic may be too new for CodeDeploy to see it. AWS says: AWS CodeDeploy does not have the permissions required to assume the role ${ServiceRoleArn}. (InvalidRoleException)`,
    );
    expect(seconds).toBeGreaterThanOrEqual(120);
    expect(seconds).toBeLessThanOrEqual(130);
  });

  test('a role that CodeDeploy never sees fails after five minutes, with what to check', async () => {
    const { aws, operations, properties } = scenario;
    aws.iam.propagationSeconds = 3600;
    const ServiceRoleArn = await newRole(scenario);
    const { answer, seconds } = await operations.create({ ...properties, ServiceRoleArn });
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message: `ServiceRoleArn: CodeDeploy cannot assume the role ${ServiceRoleArn}. The role must exist and trust codedeploy.amazonaws.com. AWS says: AWS CodeDeploy does not have the permissions required to assume the role ${ServiceRoleArn}. (InvalidRoleException) [RoleNotUsable]`,
    });
    expect(answer.resourceModel).toBeUndefined();
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThanOrEqual(310);
  });

  test('throttling in between does not restart the five minutes', async () => {
    const { aws, operations, properties } = scenario;
    aws.iam.propagationSeconds = 3600;
    const ServiceRoleArn = await newRole(scenario);
    const operation = operations.begin('CREATE', { properties: { ...properties, ServiceRoleArn } });
    await operation.step();
    const since = operation.answer.callbackContext?.phase;
    aws.faults.throttle({ ...CREATE, count: 1 });
    await operation.wait();
    await operation.step();
    expect(operation.answer.callbackContext?.phase).toEqual(since);
  });

  test('a policy of the role that is attached a little later', async () => {
    const { aws, operations, properties } = scenario;
    const ServiceRoleArn = await newRole(scenario);
    const policy = {
      RoleName: 'new-role',
      PolicyArn: `arn:${aws.partition}:iam::aws:policy/AWSCodeDeployRoleForECS`,
    };
    const iam = new IAMClient(clientConfiguration(aws));
    await iam.send(new DetachRolePolicyCommand(policy));
    const operation = operations.begin('CREATE', { properties: { ...properties, ServiceRoleArn } });
    await operation.step();
    expect(operation.answer).toMatchObject({ status: 'IN_PROGRESS', callbackDelaySeconds: 5 });
    await iam.send(new AttachRolePolicyCommand(policy));
    const { answer } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
  });

  test('a topic that is created a little later', async () => {
    const { aws, operations, properties } = scenario;
    const operation = operations.begin('CREATE', {
      properties: { ...properties, TriggerConfigurations: [trigger('deployments')] },
    });
    await operation.step();
    expect(operation.answer).toMatchObject({ status: 'IN_PROGRESS', callbackDelaySeconds: 5 });
    await new SNSClient(clientConfiguration(aws)).send(new CreateTopicCommand({ Name: 'deployments' }));
    const { answer, seconds } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBe(5);
  });

  test('another flaw of a trigger fails at once', async () => {
    const { aws, operations, properties } = scenario;
    aws.faults.fail(CREATE, new ServiceError('InvalidTriggerConfigException', 'A trigger must have a name.'));
    const { answers } = await operations.create(properties);
    expect(answers).toEqual([
      expect.objectContaining({
        status: 'FAILED',
        errorCode: 'InvalidRequest',
        message:
          "TriggerConfigurations is invalid; CodeDeploy's reason follows. AWS says: A trigger must have a name. (InvalidTriggerConfigException) [TriggersInvalid]",
      }),
    ]);
  });
});

const newRole = ({ aws }: GroupScenario) =>
  createServiceRole(new IAMClient(clientConfiguration(aws)), aws, 'new-role');

const trigger = (topic: string) => ({
  TriggerName: 'mail',
  TriggerTargetArn: `arn:aws:sns:us-east-1:123456789012:${topic}`,
  TriggerEvents: ['DeploymentFailure'],
});
