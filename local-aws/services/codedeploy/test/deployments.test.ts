import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario({ pageSize: 2 });
  await scenario.createGroup();
});

afterEach(() => scenario.close());

const names = { applicationName: 'web-application', deploymentGroupName: 'web' };

describe('CreateDeployment refuses', () => {
  const cases: [reason: string, over: object, name: string, message: string][] = [
    [
      'an application that does not exist',
      { applicationName: 'missing' },
      'ApplicationDoesNotExistException',
      'Applications not found for 123456789012',
    ],
    [
      'no group',
      { deploymentGroupName: undefined },
      'DeploymentGroupNameRequiredException',
      'Deployment Group name is missing',
    ],
    [
      'a group that does not exist',
      { deploymentGroupName: 'x' },
      'DeploymentGroupDoesNotExistException',
      'No Deployment Group found for name: x',
    ],
    [
      'no revision',
      { revision: undefined },
      'RevisionRequiredException',
      'RevisionLocation must be specified',
    ],
    [
      'a description of 257 characters',
      { description: 'x'.repeat(257) },
      'DescriptionTooLongException',
      '256',
    ],
    [
      'a configuration that does not exist',
      { deploymentConfigName: 'Mine' },
      'DeploymentConfigDoesNotExistException',
      'Mine',
    ],
    [
      'a configuration of the Server platform',
      { deploymentConfigName: 'CodeDeployDefault.AllAtOnce' },
      'InvalidDeploymentConfigNameException',
      'Server',
    ],
    [
      'rollback without events',
      { autoRollbackConfiguration: { enabled: true, events: [] } },
      'InvalidAutoRollbackConfigException',
      'no event',
    ],
    [
      'enabled alarms without an alarm',
      { overrideAlarmConfiguration: { enabled: true } },
      'InvalidAlarmConfigException',
      'no alarm',
    ],
    [
      'a file rule',
      { fileExistsBehavior: 'RETAIN' },
      'InvalidFileExistsBehaviorException',
      'fileExistsBehavior',
    ],
    [
      'outdated instances only',
      { updateOutdatedInstancesOnly: true },
      'InvalidUpdateOutdatedInstancesOnlyValueException',
      'ECS',
    ],
    [
      'application stop failures',
      { ignoreApplicationStopFailures: true },
      'InvalidIgnoreApplicationStopFailuresValueException',
      'ECS',
    ],
    ['target instances', { targetInstances: {} }, 'InvalidTargetInstancesException', 'targetInstances'],
    ['a restart', { deploymentMode: 'RESTART' }, 'InvalidInputException', 'RESTART'],
    [
      'a bundle type that is not an AppSpec',
      { revision: { revisionType: 'S3', s3Location: { bucket: 'b', key: 'k', bundleType: 'zip' } } },
      'InvalidRevisionException',
      'BundleType must be either YAML or JSON',
    ],
    [
      'a sha256 that does not match',
      { revision: { revisionType: 'AppSpecContent', appSpecContent: { content: '{}', sha256: 'abc' } } },
      'InvalidRevisionException',
      'sha256',
    ],
    [
      'the sha256 of an AppSpec that is not registered',
      { revision: { revisionType: 'AppSpecContent', appSpecContent: { sha256: 'abc' } } },
      'RevisionDoesNotExistException',
      'abc',
    ],
  ];

  test.each(cases)('%s', async (_, over, name, message) => {
    await expect(scenario.deploy(2, over)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message) as string,
    });
    expect((await scenario.codedeploy.listDeployments(names)).deployments).toEqual([]);
  });

  test('a group of another compute platform', async () => {
    await scenario.codedeploy.createApplication({ applicationName: 'functions', computePlatform: 'Lambda' });
    await scenario.codedeploy.createDeploymentGroup({
      applicationName: 'functions',
      deploymentGroupName: 'web',
      serviceRoleArn: scenario.groupInput.serviceRoleArn,
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
    });
    await expect(scenario.deploy(2, { applicationName: 'functions' })).rejects.toMatchObject({
      name: 'InvalidComputePlatformException',
    });
  });

  test('a second deployment at any time of the first, its termination wait included', async () => {
    const id = await scenario.deploy(2);
    const busy = {
      name: 'DeploymentLimitExceededException',
      message: `The Deployment Group 'web' already has an active Deployment '${id}'`,
    };
    await expect(scenario.deploy(3)).rejects.toMatchObject(busy);
    await scenario.clock.advance(200);
    await expect(scenario.deploy(3)).rejects.toMatchObject(busy);
    await scenario.until(id, 'Succeeded');
    expect(await scenario.deploy(3)).toMatch(/^d-[A-Z0-9]{9}$/);
  });
});

test('a deployment shows its creator and settings, without the text of its AppSpec', async () => {
  const id = await scenario.deploy(2, { description: 'by hand' });
  const info = await scenario.read(id);
  expect(info).toMatchObject({
    ...names,
    deploymentId: id,
    status: 'Created',
    creator: 'user',
    description: 'by hand',
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    computePlatform: 'ECS',
    autoRollbackConfiguration: scenario.groupInput.autoRollbackConfiguration,
    loadBalancerInfo: scenario.groupInput.loadBalancerInfo,
    revision: { revisionType: 'AppSpecContent' },
  });
  expect(info.startTime).toBeUndefined();
  expect(info.externalId).toBeUndefined();
  const sha256 = info.revision?.appSpecContent?.sha256;
  const revision = await scenario.codedeploy.getApplicationRevision({
    applicationName: 'web-application',
    revision: { revisionType: 'AppSpecContent', appSpecContent: { sha256 } },
  });
  expect(revision.revision?.appSpecContent?.content).toBe(scenario.appSpec(2));
  expect(revision.revisionInfo).toMatchObject({ deploymentGroups: ['web'], firstUsedTime: info.createTime });
});

test('an AppSpec may come as a revision of the deprecated type String', async () => {
  const id = await scenario.deploy(2, {
    revision: { revisionType: 'String', string: { content: scenario.appSpec(2) } },
  });
  expect(await scenario.until(id, 'Succeeded')).toMatchObject({
    status: 'Succeeded',
    revision: {
      revisionType: 'String',
      string: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    },
  });
});

test('the same task definition may be deployed again, and target groups take turns', async () => {
  await scenario.until(await scenario.deploy(2), 'Succeeded');
  await scenario.clock.advance(60);
  await scenario.until(await scenario.deploy(2), 'Succeeded');
  await scenario.clock.advance(60);
  expect(await scenario.taskSets()).toEqual(['PRIMARY web:2 one']);
  expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
});

test('lists the newest first, page by page, by status and by time', async () => {
  const ids: string[] = [];
  for (const revision of [2, 3, 2]) {
    const deploymentId = await scenario.deploy(revision);
    ids.unshift(deploymentId);
    await scenario.clock.advance(15);
    if (ids.length < 3)
      await scenario.codedeploy.stopDeployment({ deploymentId, autoRollbackEnabled: false });
    await scenario.clock.advance(10);
  }
  const first = await scenario.codedeploy.listDeployments(names);
  expect(first.deployments).toEqual(ids.slice(0, 2));
  const second = await scenario.codedeploy.listDeployments({ ...names, nextToken: first.nextToken });
  expect(second.deployments).toEqual(ids.slice(2));
  expect(second.nextToken).toBeUndefined();
  const listed = async (over: object) =>
    (await scenario.codedeploy.listDeployments({ ...names, ...over })).deployments;
  expect(await listed({ includeOnlyStatuses: ['InProgress'] })).toEqual(ids.slice(0, 1));
  const { createTime } = await scenario.read(ids[1] ?? '');
  expect(await listed({ createTimeRange: { start: createTime, end: createTime } })).toEqual([ids[1]]);
  expect((await scenario.codedeploy.listDeployments({})).deployments).toHaveLength(2);

  const { deploymentsInfo = [] } = await scenario.codedeploy.batchGetDeployments({
    deploymentIds: [...ids, 'd-AAAAAAAAA'],
  });
  expect(deploymentsInfo.map(({ deploymentId }) => deploymentId)).toEqual(ids);
});

test.each([
  ['a group without its application', { deploymentGroupName: 'web' }, 'ApplicationNameRequiredException'],
  [
    'an application without a group',
    { applicationName: 'web-application' },
    'DeploymentGroupNameRequiredException',
  ],
  [
    'an unknown status',
    { ...names, includeOnlyStatuses: ['In Progress' as 'InProgress'] },
    'InvalidDeploymentStatusException',
  ],
  ['an unknown token', { ...names, nextToken: 'x' }, 'InvalidNextTokenException'],
  [
    'a time range whose start is after its end',
    { ...names, createTimeRange: { start: new Date(2), end: new Date(1) } },
    'InvalidTimeRangeException',
  ],
])('ListDeployments refuses %s', async (_, input, name) => {
  await expect(scenario.codedeploy.listDeployments(input)).rejects.toMatchObject({ name });
});

test.each([
  ['no id', undefined, 'DeploymentIdRequiredException'],
  ['an id of another shape', 'deployment-1', 'InvalidDeploymentIdException'],
  ['an unknown id', 'd-AAAAAAAAA', 'DeploymentDoesNotExistException'],
])('GetDeployment refuses %s', async (_, deploymentId, name) => {
  await expect(scenario.codedeploy.getDeployment({ deploymentId })).rejects.toMatchObject({ name });
});

test('ids are the same in every run, and others with another seed', async () => {
  const again = await startDeploymentScenario();
  const other = await startDeploymentScenario({ seed: 2 });
  await again.createGroup();
  await other.createGroup();
  const id = await scenario.deploy(2);
  expect(await again.deploy(2)).toBe(id);
  expect(await other.deploy(2)).not.toBe(id);
  await again.close();
  await other.close();
});
