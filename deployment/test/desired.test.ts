import { desiredOf, primaryOf, toModel, writtenParameters } from '../src/desired-state/desired';
import { ResourceModel } from '../src/models';

const key = { applicationName: 'shop', deploymentGroupName: 'blue-green' };
const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' as const };
const strategy = [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }];

describe('the desired state', () => {
  test('has the default of each property that the template leaves out', () => {
    expect(desiredOf(new ResourceModel({ ...key, taskDefinition: 'web:1' }))).toStrictEqual({
      ...key,
      parameters: {
        taskDefinition: 'web:1',
        containerName: undefined,
        containerPort: undefined,
        platformVersion: undefined,
        network: undefined,
        capacityProviderStrategy: undefined,
      },
      hooks: {},
      hookPolicy: 'ALWAYS',
      description: undefined,
      deploymentConfigName: undefined,
      autoRollbackConfiguration: undefined,
      overrideAlarmConfiguration: undefined,
      completeWhen: 'SUCCEEDED',
      whenBusy: 'WAIT',
      timeoutInMinutes: undefined,
      stackRollback: 'ALL_AT_ONCE',
    });
  });

  test('has every property that the template sets', () => {
    const more = {
      description: 'release 7',
      deploymentConfigName: 'own-plan',
      autoRollbackConfiguration: { enabled: false },
      overrideAlarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
      timeoutInMinutes: 20,
      hookPolicy: 'AFTER_FIRST_SUCCESS',
      completeWhen: 'TRAFFIC_SHIFTED',
      whenBusy: 'STOP',
      stackRollback: 'AS_CONFIGURED',
    } as const;
    const model = new ResourceModel({
      ...key,
      ...more,
      taskDefinition: 'web:1',
      containerName: 'app',
      containerPort: 80,
      platformVersion: '1.4.0',
      networkConfiguration: { awsvpcConfiguration: network },
      capacityProviderStrategy: strategy,
      hooks: {
        beforeInstall: 'one',
        afterInstall: 'two',
        afterAllowTestTraffic: 'three',
        beforeAllowTraffic: 'four',
        afterAllowTraffic: 'five',
      },
    });
    expect(desiredOf(model)).toStrictEqual({
      ...key,
      ...more,
      parameters: {
        taskDefinition: 'web:1',
        containerName: 'app',
        containerPort: 80,
        platformVersion: '1.4.0',
        network,
        capacityProviderStrategy: strategy,
      },
      hooks: {
        BeforeInstall: 'one',
        AfterInstall: 'two',
        AfterAllowTestTraffic: 'three',
        BeforeAllowTraffic: 'four',
        AfterAllowTraffic: 'five',
      },
    });
  });

  test('is refused without a task definition', () => {
    expect(() => desiredOf(new ResourceModel(key))).toThrow('TaskDefinition is required.');
  });
});

test('a previous state without a task definition, as from a read that failed, has an empty one', () => {
  expect(writtenParameters(new ResourceModel(key)).taskDefinition).toBe('');
});

describe('the model of a task set', () => {
  const primary = {
    taskDefinition: 'web:1',
    externalId: 'd-ABC123DEF',
    platformVersion: '1.4.0',
    loadBalancers: [{ containerName: 'app', containerPort: 80 }],
    networkConfiguration: { awsvpcConfiguration: network },
    capacityProviderStrategy: strategy,
  };
  const requesting = (platformVersion: string | undefined) => ({
    ...writtenParameters(new ResourceModel({ ...key, taskDefinition: 'web:1' })),
    platformVersion,
  });

  test('shows what it runs and which deployment brought it', () => {
    expect(toModel(key, primary)).toMatchObject({
      ...key,
      taskDefinition: 'web:1',
      containerName: 'app',
      containerPort: 80,
      platformVersion: '1.4.0',
      networkConfiguration: { awsvpcConfiguration: network },
      capacityProviderStrategy: strategy,
      deploymentId: 'd-ABC123DEF',
    });
  });

  test('of a task set from before the first deployment has an empty deployment id, and nothing that ECS leaves out', () => {
    const model = toModel(key, { taskDefinition: 'web:1' });
    expect(model.deploymentId).toBe('');
    expect(model.networkConfiguration).toBeUndefined();
  });

  test.each([
    ['LATEST', 'LATEST'],
    ['1.4.0', '1.4.0'],
    // The deployment has brought another one: that shows as drift.
    ['1.3.0', '1.4.0'],
    [undefined, '1.4.0'],
  ])('has for the platform version %s of the template %s', (written, shown) => {
    expect(toModel(key, primary, requesting(written)).platformVersion).toBe(shown);
  });
});

test('the PRIMARY task set is the one with the production traffic', () => {
  const [green, blue] = [{ status: 'ACTIVE' }, { status: 'PRIMARY' }];
  expect(primaryOf({ taskSets: [green, blue] })).toBe(blue);
  expect(primaryOf({ taskSets: [green] })).toBeUndefined();
  expect(primaryOf({})).toBeUndefined();
});
