import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario({ pageSize: 2 });
});

afterEach(() => scenario.close());

const arn = (resource: string) => `arn:aws:codedeploy:us-east-1:${scenario.aws.accountId}:${resource}`;

describe('tags', () => {
  beforeEach(() => scenario.createGroup({ tags: [{ Key: 'team', Value: 'a' }] }));

  const list = async (ResourceArn: string) =>
    (await scenario.codedeploy.listTagsForResource({ ResourceArn })).Tags;

  test('of a group are added, changed and removed, and listed page by page', async () => {
    const ResourceArn = arn('deploymentgroup:web-application/web');
    expect(await list(ResourceArn)).toEqual([{ Key: 'team', Value: 'a' }]);
    await scenario.codedeploy.tagResource({
      ResourceArn,
      Tags: [
        { Key: 'team', Value: 'b' },
        { Key: 'cost', Value: '1' },
        { Key: 'scenario', Value: 'prod' },
      ],
    });
    const first = await scenario.codedeploy.listTagsForResource({ ResourceArn });
    expect(first.Tags).toEqual([
      { Key: 'team', Value: 'b' },
      { Key: 'cost', Value: '1' },
    ]);
    expect(
      (await scenario.codedeploy.listTagsForResource({ ResourceArn, NextToken: first.NextToken })).Tags,
    ).toEqual([{ Key: 'scenario', Value: 'prod' }]);
    await scenario.codedeploy.untagResource({ ResourceArn, TagKeys: ['team', 'scenario', 'nobody'] });
    expect(await list(ResourceArn)).toEqual([{ Key: 'cost', Value: '1' }]);
  });

  test('of a group that does not exist are none', async () => {
    expect(await list(arn('deploymentgroup:web-application/nobody'))).toEqual([]);
    expect(await list(arn('application:nobody'))).toEqual([]);
  });

  test('go with their group', async () => {
    await scenario.codedeploy.deleteDeploymentGroup({
      applicationName: 'web-application',
      deploymentGroupName: 'web',
    });
    await scenario.codedeploy.createDeploymentGroup(scenario.groupInput);
    expect(await list(arn('deploymentgroup:web-application/web'))).toEqual([]);
  });

  test.each([
    ['a group that is not', 'deploymentgroup:web-application/nobody', 'DeploymentGroupDoesNotExistException'],
    ['an application that is not', 'application:nobody', 'ApplicationDoesNotExistException'],
    ['a configuration', 'deploymentconfig:Half', 'ArnNotSupportedException'],
  ])('cannot be put on %s', async (_, resource, name) => {
    const Tags = [{ Key: 'a', Value: 'b' }];
    await expect(scenario.codedeploy.tagResource({ ResourceArn: arn(resource), Tags })).rejects.toMatchObject(
      {
        name,
      },
    );
  });

  test.each([
    ['no ARN', undefined, [{ Key: 'a' }], 'ResourceArnRequiredException'],
    ['what is no ARN', 'web', [{ Key: 'a' }], 'InvalidArnException'],
    [
      'no tags',
      'arn:aws:codedeploy:us-east-1:123456789012:application:web-application',
      [],
      'TagRequiredException',
    ],
    [
      'more than 50 tags',
      'arn:aws:codedeploy:us-east-1:123456789012:application:web-application',
      Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })),
      'InvalidTagsToAddException',
    ],
  ])('TagResource refuses %s', async (_, ResourceArn, Tags, name) => {
    await expect(scenario.codedeploy.tagResource({ ResourceArn, Tags })).rejects.toMatchObject({ name });
  });
});
