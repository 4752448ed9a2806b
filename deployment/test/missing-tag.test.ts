import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '#local-aws';
import { fromTagValue, toTagValue, type OwnerTag } from '../../runtime/owner/owner-tag';
import { OWNER_TAG } from '../src/desired-state/description-marker';
import { count, hasSeenRunning, startWithResource, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

/* AWS answers without the owner tag, or an operator removes it, while a deployment of the operation runs. */

const fail = (operation: string, error: string): void => {
  scenario.aws.faults.fail(
    { service: 'codedeploy', operation, count: 1 },
    new ServiceError(error, 'No.', 400),
  );
};
const statuses = async (): Promise<string[]> =>
  (await scenario.deployments()).map(({ creator, status }) => `${creator} ${status}`);
const owner = async (): Promise<OwnerTag> => fromTagValue((await scenario.groupTags())[OWNER_TAG] ?? '');

async function removeTag(): Promise<void> {
  const { groupArn } = scenario;
  await scenario.codeDeploy.send(new UntagResourceCommand({ ResourceArn: groupArn, TagKeys: [OWNER_TAG] }));
}

test.each(['DeploymentGroupDoesNotExistException', 'ApplicationDoesNotExistException'])(
  'one %s after CreateDeployment does not stop the deployment',
  async (error) => {
    scenario = await startWithResource();
    scenario.aws.faults.after({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 }, () => {
      fail('ListTagsForResource', error);
    });
    const { answer, answers, calls } = await scenario.update(scenario.version(2));
    expect(answers[0]?.message).toMatch(/^Deployment d-\w+ was started\.$/);
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'StopDeployment')).toBe(0);
    expect(count(calls, 'CreateDeployment')).toBe(1);
  },
);

test('a deployment is stopped when the tag has gone for good after CreateDeployment', async () => {
  scenario = await startWithResource();
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
  scenario.aws.faults.after({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 }, removeTag);
  const { answer } = await scenario.update(scenario.version(2));
  expect(answer.status).toBe('FAILED');
  expect(await statuses()).toEqual(['user Stopped', 'codeDeployRollback Succeeded']);
});

describe('a stack rollback whose deployment runs', () => {
  async function rollingBack() {
    scenario = await startWithResource({ waits: { termination: 30 } });
    await scenario.update(scenario.version(2));
    const rollback = scenario.beginRollback();
    await rollback.runUntil(hasSeenRunning);
    return rollback;
  }

  test('writes the tag again that was removed, with the operations before it', async () => {
    const rollback = await rollingBack();
    const before = await owner();
    await scenario.aws.clock.advance(60);
    await removeTag();
    expect((await rollback.run()).answer.status).toBe('SUCCESS');
    expect(await owner()).toMatchObject({ name: 'shop/Deployment', superseded: before.superseded });
  });

  test('goes on after one answer without the tag', async () => {
    const rollback = await rollingBack();
    fail('ListTagsForResource', 'DeploymentGroupDoesNotExistException');
    expect((await rollback.run()).answer.status).toBe('SUCCESS');
  });
});

test('an operation without a tag stops its deployment at the deadline', async () => {
  scenario = await startWithResource();
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
  const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 10 }));
  await operation.runUntil(hasSeenRunning);
  await removeTag();
  expect((await operation.run()).answer.status).toBe('FAILED');
  expect(await statuses()).toEqual(['user Stopped', 'codeDeployRollback Succeeded']);
});

test('the tag that an update outside of stacks writes again still names the stack', async () => {
  scenario = await startWithResource();
  await scenario.aws.clock.advance(60);
  const Tags = [{ Key: OWNER_TAG, Value: toTagValue(await owner()) }];
  scenario.aws.faults.after({ service: 'codedeploy', operation: 'TagResource', count: 1 }, async () => {
    await scenario.codeDeploy.send(new TagResourceCommand({ ResourceArn: scenario.groupArn, Tags }));
  });
  const { answer } = await scenario.beginUpdate(1, 2, {}, { stackId: null }).run();
  expect(answer.status).toBe('SUCCESS');
  expect((await owner()).name).toBe('shop/Deployment');
});
