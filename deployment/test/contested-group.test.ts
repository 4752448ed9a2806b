import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import { inPhase, type Operation } from '#test-kit';
import { fromTagValue, ownerTagOf, toTagValue, type OwnerTag } from '../../runtime/owner/owner-tag';
import { OWNER_TAG } from '../src/desired-state/description-marker';
import { runUntilStarting, startWithResource, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

/* Two resources want one group at the same time, or two operations that do not know each other. */

const OTHER_STACK = { stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/0b0b' };
const owner = async (): Promise<OwnerTag> => fromTagValue((await scenario.groupTags())[OWNER_TAG] ?? '');

/** The group without a resource. */
async function startWithout(): Promise<void> {
  scenario = await startWithResource({
    localAws: { tasks: { startSeconds: 5, healthySeconds: 30, drainSeconds: 5 } },
  });
  await scenario.operations.delete(scenario.version(1));
}

const creation = (logicalResourceId: string, version: 1 | 2 | 3 = 1): Operation =>
  scenario.operations.begin('CREATE', { properties: scenario.version(version), logicalResourceId });

/** Does something before the next call of an operation of CodeDeploy. */
const before = (operation: string, act: () => Promise<void>): void => {
  scenario.aws.faults.before({ service: 'codedeploy', operation, count: 1 }, act);
};

test('a delete that has removed its tag leaves that of the next owner', async () => {
  scenario = await startWithResource();
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
  const cancelled = scenario.beginUpdate(1, 2);
  await runUntilStarting(scenario, cancelled);
  await cancelled.wait();
  before('UntagResource', async () => {
    await cancelled.step();
  });
  const deletion = scenario.operations.begin('DELETE', { properties: scenario.version(2) });
  await deletion.step();
  const next = scenario.operations.begin('CREATE', { properties: scenario.version(1), ...OTHER_STACK });
  await next.step();
  await deletion.run();
  expect((await owner()).name).toBe('other/Deployment');
  expect((await next.run()).answer.status).toBe('SUCCESS');
});

describe('of two creates one succeeds', () => {
  test('when the other has run as a whole while the first looked', async () => {
    await startWithout();
    const [one, two] = [creation('One'), creation('Two')];
    before('ListDeployments', async () => {
      await one.run();
    });
    const { answer } = await two.run();
    expect(one.answer.status).toBe('SUCCESS');
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AlreadyExists' });
    expect((await owner()).name).toBe('shop/One');
  });

  test('when the one that wrote its tag first was throttled later', async () => {
    await startWithout();
    const [one, two] = [creation('One', 2), creation('Two')];
    before('TagResource', async () => {
      await scenario.aws.clock.advance(1);
      scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 });
      await one.runUntil(({ message }) => message.includes('Rate exceeded'));
    });
    expect((await two.run()).answer.status).toBe('SUCCESS');
    expect((await one.run()).answer.status).toBe('FAILED');
    expect((await owner()).name).toBe('shop/Two');
  });

  test('when one waits for another deployment, and the other began earlier and wrote later', async () => {
    await startWithout();
    await scenario.deployByHand(3);
    await scenario.aws.clock.advance(8);
    const [one, two] = [creation('One', 2), creation('Two', 3)];
    before('TagResource', async () => {
      await scenario.aws.clock.advance(1);
      await one.runUntil(inPhase('ending'));
    });
    expect((await two.run()).answer.status).toBe('SUCCESS');
    expect((await one.run()).answer.status).toBe('FAILED');
    expect((await owner()).name).toBe('shop/Two');
    expect(await scenario.liveVersion()).toBe(3);
  });
});

test('an update in its phase starting leaves the group to its rollback, which could not name it', async () => {
  scenario = await startWithResource();
  await scenario.aws.clock.advance(60);
  const earlier = await owner();
  const cancelled = scenario.beginUpdate(1, 2);
  await runUntilStarting(scenario, cancelled);
  const { id, name, startedAt = 0, brings, left } = await owner();
  // The rollback read the tag as it was before the update, and the clock of its host is five seconds behind.
  const rollback = { id, name, operation: '0123456789ab', rollback: true as const };
  const states = { leaves: brings?.[0], brings: left?.[0] };
  const Value = toTagValue(ownerTagOf(rollback, startedAt - 5_000, earlier, states));
  const Tags = [{ Key: OWNER_TAG, Value }];
  await scenario.codeDeploy.send(new TagResourceCommand({ ResourceArn: scenario.groupArn, Tags }));
  expect((await cancelled.run()).answer).toMatchObject({ errorCode: 'ResourceConflict' });
  expect(await scenario.liveVersion()).toBe(1);
});

describe('an update goes on', () => {
  test.each<[string, () => Operation]>([
    ['that Cloud Control has left', () => scenario.beginUpdate(3, 2, {}, { stackId: null })],
    [
      'that a failed drift-aware update has left',
      () => scenario.beginUpdate(3, 2, { Hooks: { AfterInstall: 'no-such-function' } }),
    ],
  ])(
    'to the version %s an hour ago, where what runs was sent as the previous state',
    async (_what, begin) => {
      scenario = await startWithResource();
      await scenario.deployByHand(3);
      await scenario.aws.clock.advance(1200);
      await begin().run();
      await scenario.aws.clock.advance(3600);
      expect((await scenario.beginUpdate(1, 3).run()).answer.status).toBe('SUCCESS');
    },
  );
});
