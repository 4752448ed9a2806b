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
        { Key: 'stage', Value: 'prod' },
      ],
    });
    const first = await scenario.codedeploy.listTagsForResource({ ResourceArn });
    expect(first.Tags).toEqual([
      { Key: 'team', Value: 'b' },
      { Key: 'cost', Value: '1' },
    ]);
    expect(
      (await scenario.codedeploy.listTagsForResource({ ResourceArn, NextToken: first.NextToken })).Tags,
    ).toEqual([{ Key: 'stage', Value: 'prod' }]);
    await scenario.codedeploy.untagResource({ ResourceArn, TagKeys: ['team', 'stage', 'missing'] });
    expect(await list(ResourceArn)).toEqual([{ Key: 'cost', Value: '1' }]);
  });

  test('of a group that does not exist are empty', async () => {
    expect(await list(arn('deploymentgroup:web-application/missing'))).toEqual([]);
    expect(await list(arn('application:missing'))).toEqual([]);
  });

  test('are deleted with their group', async () => {
    await scenario.codedeploy.deleteDeploymentGroup({
      applicationName: 'web-application',
      deploymentGroupName: 'web',
    });
    await scenario.codedeploy.createDeploymentGroup(scenario.groupInput);
    expect(await list(arn('deploymentgroup:web-application/web'))).toEqual([]);
  });

  test.each([
    [
      'a group that does not exist',
      'deploymentgroup:web-application/missing',
      'DeploymentGroupDoesNotExistException',
    ],
    ['an application that does not exist', 'application:missing', 'ApplicationDoesNotExistException'],
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
    ['a text that is not an ARN', 'web', [{ Key: 'a' }], 'InvalidArnException'],
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
