import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario({ pageSize: 2 });
});

afterEach(() => scenario.close());

const arn = (resource: string) => `arn:aws:codedeploy:us-east-1:${scenario.aws.accountId}:${resource}`;

describe('applications', () => {
  const create = (applicationName: string, over: object = {}) =>
    scenario.codedeploy.createApplication({ applicationName, computePlatform: 'ECS', ...over });

  test('are created, read, renamed and deleted', async () => {
    const { codedeploy } = scenario;
    const { applicationId } = await create('shop', { tags: [{ Key: 'team', Value: 'a' }] });
    expect((await codedeploy.getApplication({ applicationName: 'shop' })).application).toEqual({
      applicationId,
      applicationName: 'shop',
      createTime: scenario.clock.date(),
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

  test('are of the Server platform by default', async () => {
    await create('old', { computePlatform: undefined });
    const { application } = await scenario.codedeploy.getApplication({ applicationName: 'old' });
    expect(application?.computePlatform).toBe('Server');
  });

  test.each([
    ['no name', { applicationName: undefined }, 'ApplicationNameRequiredException'],
    ['a name with a slash', { applicationName: 'a/b' }, 'InvalidApplicationNameException'],
    ['an unknown platform', { computePlatform: 'EKS' }, 'InvalidComputePlatformException'],
    ['a name in use', { applicationName: 'taken' }, 'ApplicationAlreadyExistsException'],
  ])('are refused with %s', async (_, over, name) => {
    await create('taken');
    await expect(create('new', over)).rejects.toMatchObject({ name });
  });

  test('and their groups are listed page by page', async () => {
    for (const name of ['a', 'b']) await create(name);
    const first = await scenario.codedeploy.listApplications({});
    expect(first.applications).toEqual(['web-application', 'a']);
    const second = await scenario.codedeploy.listApplications({ nextToken: first.nextToken });
    expect(second.applications).toEqual(['b']);
    expect(second.nextToken).toBeUndefined();
    expect(await scenario.codedeploy.listDeploymentGroups({ applicationName: 'a' })).toMatchObject({
      applicationName: 'a',
      deploymentGroups: [],
    });
  });

  test('delete their groups with them', async () => {
    await scenario.createGroup();
    await scenario.codedeploy.deleteApplication({ applicationName: 'web-application' });
    await expect(
      scenario.codedeploy.getDeploymentGroup({
        applicationName: 'web-application',
        deploymentGroupName: 'web',
      }),
    ).rejects.toMatchObject({ name: 'ApplicationDoesNotExistException' });
    await create('web-application');
    await scenario.createGroup();
  });
});
