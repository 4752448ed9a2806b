import { setStage, type Stage } from './stage';

/** Applications, configurations, revisions and tags: what is on record besides groups and deployments. */
let stage: Stage;

beforeEach(async () => {
  stage = await setStage({ pageSize: 2 });
});

afterEach(() => stage.close());

const arn = (resource: string) => `arn:aws:codedeploy:us-east-1:${stage.aws.accountId}:${resource}`;

describe('applications', () => {
  const create = (applicationName: string, over: object = {}) =>
    stage.codedeploy.createApplication({ applicationName, computePlatform: 'ECS', ...over });

  test('are created, read, renamed and deleted', async () => {
    const { codedeploy } = stage;
    const { applicationId } = await create('shop', { tags: [{ Key: 'team', Value: 'a' }] });
    expect((await codedeploy.getApplication({ applicationName: 'shop' })).application).toEqual({
      applicationId,
      applicationName: 'shop',
      createTime: stage.clock.date(),
      linkedToGitHub: false,
      computePlatform: 'ECS',
    });
    await codedeploy.updateApplication({ applicationName: 'shop', newApplicationName: 'store' });
    const { applicationsInfo } = await codedeploy.batchGetApplications({ applicationNames: ['store'] });
    expect(applicationsInfo).toMatchObject([{ applicationId, applicationName: 'store' }]);
    const { Tags } = await codedeploy.listTagsForResource({ ResourceArn: arn('application:store') });
    expect(Tags).toEqual([{ Key: 'team', Value: 'a' }]);
    await codedeploy.deleteApplication({ applicationName: 'store' });
    await codedeploy.deleteApplication({ applicationName: 'store' });
    await expect(codedeploy.getApplication({ applicationName: 'store' })).rejects.toMatchObject({
      name: 'ApplicationDoesNotExistException',
      message: 'No application found for name: store',
    });
  });

  test('are of the Server platform unless they say otherwise', async () => {
    await create('old', { computePlatform: undefined });
    const { application } = await stage.codedeploy.getApplication({ applicationName: 'old' });
    expect(application?.computePlatform).toBe('Server');
  });

  test.each([
    ['no name', { applicationName: undefined }, 'ApplicationNameRequiredException'],
    ['a name with a slash', { applicationName: 'a/b' }, 'InvalidApplicationNameException'],
    ['a platform that is none', { computePlatform: 'EKS' }, 'InvalidComputePlatformException'],
    ['a name that is taken', { applicationName: 'taken' }, 'ApplicationAlreadyExistsException'],
  ])('are refused with %s', async (_, over, name) => {
    await create('taken');
    await expect(create('new', over)).rejects.toMatchObject({ name });
  });

  test('and their groups are listed page by page', async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const first = await stage.codedeploy.listApplications({});
    expect(first.applications).toEqual(['a', 'b']);
    const second = await stage.codedeploy.listApplications({ nextToken: first.nextToken });
    expect(second.applications).toEqual(['c']);
    expect(second.nextToken).toBeUndefined();
    expect(await stage.codedeploy.listDeploymentGroups({ applicationName: 'a' })).toMatchObject({
      applicationName: 'a',
      deploymentGroups: [],
    });
  });

  test('take their groups with them', async () => {
    await stage.createGroup();
    await stage.codedeploy.deleteApplication({ applicationName: 'shop' });
    await expect(
      stage.codedeploy.getDeploymentGroup({ applicationName: 'shop', deploymentGroupName: 'web' }),
    ).rejects.toMatchObject({ name: 'ApplicationDoesNotExistException' });
    await stage.createGroup();
  });
});

describe('deployment configurations', () => {
  const create = (deploymentConfigName: string, over: object = {}) =>
    stage.codedeploy.createDeploymentConfig({
      deploymentConfigName,
      computePlatform: 'ECS',
      trafficRoutingConfig: {
        type: 'TimeBasedLinear',
        timeBasedLinear: { linearPercentage: 50, linearInterval: 1 },
      },
      ...over,
    });

  test.each([
    ['ECSAllAtOnce', { type: 'AllAtOnce' }],
    [
      'ECSCanary10Percent5Minutes',
      { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 5 } },
    ],
    [
      'ECSCanary10Percent15Minutes',
      { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 15 } },
    ],
    [
      'ECSLinear10PercentEvery1Minutes',
      { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval: 1 } },
    ],
    [
      'ECSLinear10PercentEvery3Minutes',
      { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval: 3 } },
    ],
  ])('CodeDeployDefault.%s is there from the start', async (name, trafficRoutingConfig) => {
    const deploymentConfigName = `CodeDeployDefault.${name}`;
    const { deploymentConfigInfo } = await stage.codedeploy.getDeploymentConfig({ deploymentConfigName });
    expect(deploymentConfigInfo).toMatchObject({
      deploymentConfigName,
      computePlatform: 'ECS',
      trafficRoutingConfig,
    });
  });

  test('of a user shift traffic as they say, and are not deleted while a group has them', async () => {
    await create('Half');
    await stage.createGroup({ deploymentConfigName: 'Half' });
    await stage.deploy(2);
    await stage.clock.advance(60);
    expect(await stage.weights(stage.prodListener)).toBe('one:50 two:50');
    await expect(
      stage.codedeploy.deleteDeploymentConfig({ deploymentConfigName: 'Half' }),
    ).rejects.toMatchObject({ name: 'DeploymentConfigInUseException' });
    await stage.codedeploy.deleteApplication({ applicationName: 'shop' });
    await stage.codedeploy.deleteDeploymentConfig({ deploymentConfigName: 'Half' });
    await expect(
      stage.codedeploy.getDeploymentConfig({ deploymentConfigName: 'Half' }),
    ).rejects.toMatchObject({
      name: 'DeploymentConfigDoesNotExistException',
    });
  });

  test('of servers say how many hosts stay healthy', async () => {
    const minimumHealthyHosts = { type: 'FLEET_PERCENT', value: 75 } as const;
    const server = { computePlatform: undefined, trafficRoutingConfig: undefined };
    await create('Most', { ...server, minimumHealthyHosts });
    const { deploymentConfigInfo } = await stage.codedeploy.getDeploymentConfig({
      deploymentConfigName: 'Most',
    });
    expect(deploymentConfigInfo).toMatchObject({ computePlatform: 'Server', minimumHealthyHosts });
    await expect(
      create('All', { ...server, minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 100 } }),
    ).rejects.toMatchObject({ name: 'InvalidMinimumHealthyHostValueException' });
  });

  test.each([
    ['a reserved name', 'CodeDeployDefault.Mine', {}, 'InvalidDeploymentConfigNameException'],
    ['a name that is taken', 'Taken', {}, 'DeploymentConfigAlreadyExistsException'],
    ['a platform that is none', 'New', { computePlatform: 'EKS' }, 'InvalidComputePlatformException'],
    [
      'a routing that is none',
      'New',
      { trafficRoutingConfig: { type: 'Slowly' } },
      'InvalidTrafficRoutingConfigurationException',
    ],
    [
      'increments of 100 percent',
      'New',
      {
        trafficRoutingConfig: {
          type: 'TimeBasedCanary',
          timeBasedCanary: { canaryPercentage: 100, canaryInterval: 1 },
        },
      },
      'InvalidTrafficRoutingConfigurationException',
    ],
    [
      'no interval',
      'New',
      { trafficRoutingConfig: { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10 } } },
      'InvalidTrafficRoutingConfigurationException',
    ],
    [
      'a shift of more than two days',
      'New',
      {
        trafficRoutingConfig: {
          type: 'TimeBasedLinear',
          timeBasedLinear: { linearPercentage: 1, linearInterval: 30 },
        },
      },
      'InvalidTrafficRoutingConfigurationException',
    ],
  ])('are refused with %s', async (_, deploymentConfigName, over, name) => {
    await create('Taken');
    await expect(create(deploymentConfigName, over)).rejects.toMatchObject({ name });
  });

  test('that come with the service stay', async () => {
    await expect(
      stage.codedeploy.deleteDeploymentConfig({ deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' }),
    ).rejects.toMatchObject({ name: 'InvalidOperationException' });
  });

  test('are listed page by page', async () => {
    await create('Half');
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await stage.codedeploy.listDeploymentConfigs({ nextToken });
      names.push(...(page.deploymentConfigsList ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names).toContain('CodeDeployDefault.OneAtATime');
    expect(names).toContain('CodeDeployDefault.LambdaAllAtOnce');
    expect(names.at(-1)).toBe('Half');
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('revisions', () => {
  const revision = (content: string) => ({
    revisionType: 'AppSpecContent' as const,
    appSpecContent: { content },
  });
  const register = (content: string, description?: string) =>
    stage.codedeploy.registerApplicationRevision({
      applicationName: 'shop',
      revision: revision(content),
      description,
    });

  beforeEach(() => stage.createGroup());

  test('are registered by hand or by a deployment, and listed without their text', async () => {
    await register('{"a":1}', 'by hand');
    await stage.clock.advance(1);
    await stage.deploy(2);
    const list = async (over: object = {}) =>
      (await stage.codedeploy.listApplicationRevisions({ applicationName: 'shop', ...over })).revisions ?? [];
    const all = await list();
    expect(all).toHaveLength(2);
    expect(all.every(({ appSpecContent }) => appSpecContent?.content === undefined)).toBe(true);
    expect(await list({ sortBy: 'registerTime', sortOrder: 'descending' })).toEqual([...all].reverse());
    expect(await list({ deployed: 'include' })).toEqual(all.slice(1));
    expect(await list({ deployed: 'exclude' })).toEqual(all.slice(0, 1));
    const { revisionInfo } = await stage.codedeploy.getApplicationRevision({
      applicationName: 'shop',
      revision: revision('{"a":1}'),
    });
    expect(revisionInfo).toMatchObject({ description: 'by hand', deploymentGroups: [] });
    expect(revisionInfo?.firstUsedTime).toBeUndefined();
  });

  test('can be deployed by the sha256 of what is registered', async () => {
    await register(stage.appSpec(2));
    const [registered] =
      (await stage.codedeploy.listApplicationRevisions({ applicationName: 'shop' })).revisions ?? [];
    const id = await stage.deploy(2, { revision: registered });
    expect(await stage.until(id, 'Succeeded')).toMatchObject({ status: 'Succeeded' });
  });

  test('are read many at once, and what is missing is said', async () => {
    await register('{"a":1}');
    const output = await stage.codedeploy.batchGetApplicationRevisions({
      applicationName: 'shop',
      revisions: [revision('{"a":1}'), revision('{"b":2}')],
    });
    expect(output.revisions).toHaveLength(1);
    expect(output.errorMessage).toBe('Some of the revisions do not exist.');
  });

  test.each([
    ['a sort of nobody', { sortBy: 'size' }, 'InvalidSortByException'],
    ['an order of nobody', { sortOrder: 'sideways' }, 'InvalidSortOrderException'],
    ['a state of nobody', { deployed: 'maybe' }, 'InvalidDeployedStateFilterException'],
    ['a key prefix without a bucket', { s3KeyPrefix: 'a' }, 'BucketNameFilterRequiredException'],
  ])('cannot be listed by %s', async (_, over, name) => {
    await expect(
      stage.codedeploy.listApplicationRevisions({ applicationName: 'shop', ...over } as {
        applicationName: string;
      }),
    ).rejects.toMatchObject({ name });
  });
});

describe('tags', () => {
  beforeEach(() => stage.createGroup({ tags: [{ Key: 'team', Value: 'a' }] }));

  const list = async (ResourceArn: string) =>
    (await stage.codedeploy.listTagsForResource({ ResourceArn })).Tags;

  test('of a group are added, changed and removed, and listed page by page', async () => {
    const ResourceArn = arn('deploymentgroup:shop/web');
    expect(await list(ResourceArn)).toEqual([{ Key: 'team', Value: 'a' }]);
    await stage.codedeploy.tagResource({
      ResourceArn,
      Tags: [
        { Key: 'team', Value: 'b' },
        { Key: 'cost', Value: '1' },
        { Key: 'stage', Value: 'prod' },
      ],
    });
    const first = await stage.codedeploy.listTagsForResource({ ResourceArn });
    expect(first.Tags).toEqual([
      { Key: 'team', Value: 'b' },
      { Key: 'cost', Value: '1' },
    ]);
    expect(
      (await stage.codedeploy.listTagsForResource({ ResourceArn, NextToken: first.NextToken })).Tags,
    ).toEqual([{ Key: 'stage', Value: 'prod' }]);
    await stage.codedeploy.untagResource({ ResourceArn, TagKeys: ['team', 'stage', 'nobody'] });
    expect(await list(ResourceArn)).toEqual([{ Key: 'cost', Value: '1' }]);
  });

  test('of a group that does not exist are none', async () => {
    expect(await list(arn('deploymentgroup:shop/nobody'))).toEqual([]);
    expect(await list(arn('application:nobody'))).toEqual([]);
  });

  test('go with their group', async () => {
    await stage.codedeploy.deleteDeploymentGroup({ applicationName: 'shop', deploymentGroupName: 'web' });
    await stage.codedeploy.createDeploymentGroup(stage.groupInput);
    expect(await list(arn('deploymentgroup:shop/web'))).toEqual([]);
  });

  test.each([
    ['a group that is not', 'deploymentgroup:shop/nobody', 'DeploymentGroupDoesNotExistException'],
    ['an application that is not', 'application:nobody', 'ApplicationDoesNotExistException'],
    ['a configuration', 'deploymentconfig:Half', 'ArnNotSupportedException'],
  ])('cannot be put on %s', async (_, resource, name) => {
    const Tags = [{ Key: 'a', Value: 'b' }];
    await expect(stage.codedeploy.tagResource({ ResourceArn: arn(resource), Tags })).rejects.toMatchObject({
      name,
    });
  });

  test.each([
    ['no ARN', undefined, [{ Key: 'a' }], 'ResourceArnRequiredException'],
    ['what is no ARN', 'web', [{ Key: 'a' }], 'InvalidArnException'],
    ['no tags', 'arn:aws:codedeploy:us-east-1:123456789012:application:shop', [], 'TagRequiredException'],
    [
      'more than 50 tags',
      'arn:aws:codedeploy:us-east-1:123456789012:application:shop',
      Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })),
      'InvalidTagsToAddException',
    ],
  ])('TagResource refuses %s', async (_, ResourceArn, Tags, name) => {
    await expect(stage.codedeploy.tagResource({ ResourceArn, Tags })).rejects.toMatchObject({ name });
  });
});
