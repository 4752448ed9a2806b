import { setStage, type Stage } from './deployment-scenario';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage({ pageSize: 2 });
});

afterEach(() => stage.close());

const arn = (resource: string) => `arn:aws:codedeploy:us-east-1:${stage.aws.accountId}:${resource}`;

describe('tags', () => {
  beforeEach(() => stage.createGroup({ tags: [{ Key: 'team', Value: 'a' }] }));

  const list = async (ResourceArn: string) =>
    (await stage.codedeploy.listTagsForResource({ ResourceArn })).Tags;

  test('of a group are added, changed and removed, and listed page by page', async () => {
    const ResourceArn = arn('deploymentgroup:web-application/web');
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
    expect(await list(arn('deploymentgroup:web-application/nobody'))).toEqual([]);
    expect(await list(arn('application:nobody'))).toEqual([]);
  });

  test('go with their group', async () => {
    await stage.codedeploy.deleteDeploymentGroup({
      applicationName: 'web-application',
      deploymentGroupName: 'web',
    });
    await stage.codedeploy.createDeploymentGroup(stage.groupInput);
    expect(await list(arn('deploymentgroup:web-application/web'))).toEqual([]);
  });

  test.each([
    ['a group that is not', 'deploymentgroup:web-application/nobody', 'DeploymentGroupDoesNotExistException'],
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
    await expect(stage.codedeploy.tagResource({ ResourceArn, Tags })).rejects.toMatchObject({ name });
  });
});
