import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario({ pageSize: 2 });
});

afterEach(() => scenario.close());

describe('revisions', () => {
  const revision = (content: string) => ({
    revisionType: 'AppSpecContent' as const,
    appSpecContent: { content },
  });
  const register = (content: string, description?: string) =>
    scenario.codedeploy.registerApplicationRevision({
      applicationName: 'web-application',
      revision: revision(content),
      description,
    });

  beforeEach(() => scenario.createGroup());

  test('are registered by a caller or by a deployment, and listed without their text', async () => {
    await register('{"a":1}', 'by hand');
    await scenario.clock.advance(1);
    await scenario.deploy(2);
    const list = async (over: object = {}) =>
      (await scenario.codedeploy.listApplicationRevisions({ applicationName: 'web-application', ...over }))
        .revisions ?? [];
    const all = await list();
    expect(all).toHaveLength(2);
    expect(all.every(({ appSpecContent }) => appSpecContent?.content === undefined)).toBe(true);
    expect(await list({ sortBy: 'registerTime', sortOrder: 'descending' })).toEqual([...all].reverse());
    expect(await list({ deployed: 'include' })).toEqual(all.slice(1));
    expect(await list({ deployed: 'exclude' })).toEqual(all.slice(0, 1));
    const { revisionInfo } = await scenario.codedeploy.getApplicationRevision({
      applicationName: 'web-application',
      revision: revision('{"a":1}'),
    });
    expect(revisionInfo).toMatchObject({ description: 'by hand', deploymentGroups: [] });
    expect(revisionInfo?.firstUsedTime).toBeUndefined();
  });

  test('can be deployed by the sha256 of a registered AppSpec', async () => {
    await register(scenario.appSpec(2));
    const [registered] =
      (await scenario.codedeploy.listApplicationRevisions({ applicationName: 'web-application' }))
        .revisions ?? [];
    const id = await scenario.deploy(2, { revision: registered });
    expect(await scenario.until(id, 'Succeeded')).toMatchObject({ status: 'Succeeded' });
  });

  test('are read in a batch, which reports missing ones', async () => {
    await register('{"a":1}');
    const output = await scenario.codedeploy.batchGetApplicationRevisions({
      applicationName: 'web-application',
      revisions: [revision('{"a":1}'), revision('{"b":2}')],
    });
    expect(output.revisions).toHaveLength(1);
    expect(output.errorMessage).toBe('Some of the revisions do not exist.');
  });

  test.each([
    ['an unknown sort key', { sortBy: 'size' }, 'InvalidSortByException'],
    ['an unknown sort order', { sortOrder: 'sideways' }, 'InvalidSortOrderException'],
    ['an unknown deployed state', { deployed: 'maybe' }, 'InvalidDeployedStateFilterException'],
    ['a key prefix without a bucket', { s3KeyPrefix: 'a' }, 'BucketNameFilterRequiredException'],
  ])('cannot be listed by %s', async (_, over, name) => {
    await expect(
      scenario.codedeploy.listApplicationRevisions({ applicationName: 'web-application', ...over } as {
        applicationName: string;
      }),
    ).rejects.toMatchObject({ name });
  });
});
