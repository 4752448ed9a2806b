import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import type { Operation, RequestOptions } from '#test-kit';
import { fromTagValue, toTagValue, type OwnerTag } from '../../runtime/owner/owner-tag';
import { shortHash } from '../../runtime/owner/naming';
import { OWNER_TAG } from '../src/desired-state/description-marker';
import {
  hasSeenRunning,
  runUntilStarting,
  startDeploymentScenario,
  type DeploymentScenario,
} from './deployment-scenario';
import { BEFORE_TAG } from '../src/desired-state/before-record';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const OTHER_STACK = {
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/0b0b',
  logicalResourceId: 'Moved',
};
const OUTSIDE = { stackId: null };

async function created(request: RequestOptions = {}): Promise<DeploymentScenario> {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.create(scenario.version(1), request);
  expect(answer.status).toBe('SUCCESS');
  return scenario;
}

const tags = () => scenario.groupTags();

async function owner(): Promise<OwnerTag> {
  return fromTagValue((await tags())[OWNER_TAG] ?? '');
}

async function writeTag(key: string, value: string): Promise<void> {
  const Tags = [{ Key: key, Value: value }];
  await scenario.codeDeploy.send(new TagResourceCommand({ ResourceArn: scenario.groupArn, Tags }));
}

async function removeTag(): Promise<void> {
  const input = { ResourceArn: scenario.groupArn, TagKeys: [OWNER_TAG] };
  await scenario.codeDeploy.send(new UntagResourceCommand(input));
}

const update = (from: 1 | 2, to: 1 | 2 | 3, request: RequestOptions = {}): Operation =>
  scenario.operations.begin('UPDATE', {
    properties: scenario.version(to),
    previousProperties: scenario.version(from),
    ...request,
  });

const statuses = async () => (await scenario.deployments()).map(({ status }) => status);

describe('two creates on one group', () => {
  test('at the same moment: the one whose tag stays succeeds, the other is told who has the group', async () => {
    scenario = await startDeploymentScenario();
    const one = scenario.operations.begin('CREATE', {
      properties: scenario.version(2),
      logicalResourceId: 'One',
    });
    const two = scenario.operations.begin('CREATE', {
      properties: scenario.version(3),
      logicalResourceId: 'Two',
    });
    // The first writes its tag between the second's look at the tag and its own write.
    scenario.aws.faults.before({ service: 'codedeploy', operation: 'TagResource', count: 1 }, async () => {
      await one.step();
    });
    await two.step();
    const [loser, winner] = [await one.run(), await two.run()];
    expect(winner.answer.status).toBe('SUCCESS');
    expect(loser.answer).toMatchObject({ status: 'FAILED', errorCode: 'AlreadyExists' });
    expect(loser.answer.message).toContain('declared as shop/Two');
    expect(loser.calls).not.toContain('CreateDeployment');
    expect(await scenario.liveVersion()).toBe(3);
    const removed = await scenario.operations.delete(scenario.version(2), { logicalResourceId: 'One' });
    expect(removed.answer.errorCode).toBe('NotFound');
    expect((await owner()).name).toBe('shop/Two');
  });

  test('the answer of the first invocation gives no identifier before the group is known to be free', async () => {
    await created();
    scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'ListTagsForResource', count: 1 });
    const { answers } = await scenario.operations.create(scenario.version(2), OTHER_STACK);
    expect(answers.map(({ errorCode, resourceModel }) => [errorCode, resourceModel])).toEqual([
      ['AlreadyExists', undefined],
    ]);
  });

  test('a throttled account fails the first invocation without a model', async () => {
    scenario = await startDeploymentScenario();
    scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'ListTagsForResource' });
    const { answers } = await scenario.operations.create(scenario.version(1));
    expect(answers.map(({ errorCode, resourceModel }) => [errorCode, resourceModel])).toEqual([
      ['Throttling', undefined],
    ]);
    scenario.aws.faults.clear();
    expect(await tags()).toEqual({});
  }, 60_000);
});

test('a create succeeds only when its tag shows, so that a READ after it finds the resource', async () => {
  scenario = await startDeploymentScenario();
  scenario.aws.codeDeploy.faults.staleTagSeconds = 12;
  const { answer, seconds } = await scenario.operations.create(scenario.version(1));
  expect(answer.status).toBe('SUCCESS');
  expect(seconds).toBeGreaterThanOrEqual(12);
  expect((await scenario.operations.read(scenario.version(1))).answer.status).toBe('SUCCESS');
});

test('a create takes over what an earlier create of the same resource has left behind', async () => {
  scenario = await startDeploymentScenario();
  await scenario.operations.begin('CREATE', { properties: scenario.version(1) }).step();
  const { answer } = await scenario.operations.create(scenario.version(2), { token: 'second' });
  expect(answer.status).toBe('SUCCESS');
  expect((await owner()).operation).toBe(shortHash('second'));
  expect(await scenario.liveVersion()).toBe(2);
});

describe('a delete', () => {
  test.each([false, true])('of another owner changes nothing (stack rollback: %s)', async (rollback) => {
    await created();
    await update(1, 2).runUntil(hasSeenRunning);
    const { answer, calls } = await scenario.operations.delete(scenario.version(1), {
      ...OTHER_STACK,
      rollback,
    });
    expect(answer).toMatchObject({
      errorCode: 'NotFound',
      message: `The deployment group ${scenario.service.applicationName}/${scenario.group.deploymentGroupName} has the Org::CodeDeploy::EcsDeployment of another owner, declared as shop/Deployment. It stays as it is. Nothing is left to delete here. To delete that resource, remove it where it is declared. [OwnedByAnother]`,
    });
    expect(calls).not.toContain('StopDeployment');
    expect((await owner()).name).toBe('shop/Deployment');
  });

  test('removes both reserved tags', async () => {
    await created();
    await writeTag(BEFORE_TAG, 'record');
    await writeTag('team', 'shop');
    expect((await scenario.operations.delete(scenario.version(1))).answer.status).toBe('SUCCESS');
    expect(await tags()).toEqual({ team: 'shop' });
  });

  test('succeeds when the answer of UntagResource is lost', async () => {
    await created();
    scenario.aws.faults.loseResponse({ service: 'codedeploy', operation: 'UntagResource', count: 1 });
    const { answer } = await scenario.operations.delete(scenario.version(1));
    expect(answer.status).toBe('SUCCESS');
    expect(await tags()).toEqual({});
  });

  test('succeeds when UntagResource is throttled', async () => {
    await created();
    scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'UntagResource', count: 2 });
    expect((await scenario.operations.delete(scenario.version(1))).answer.status).toBe('SUCCESS');
    expect(await tags()).toEqual({});
  });

  test('outside of stacks leaves the resource of a stack alone', async () => {
    await created();
    const { answer } = await scenario.operations.delete(scenario.version(1), OUTSIDE);
    expect(answer.errorCode).toBe('NotFound');
    expect(answer.message).toContain('declared as shop/Deployment');
    expect(await tags()).toHaveProperty([OWNER_TAG]);
  });

  test('outside of stacks deletes what was created there, whatever the logical id', async () => {
    await created({ ...OUTSIDE, logicalResourceId: 'one' });
    const { answer } = await scenario.operations.delete(scenario.version(1), {
      ...OUTSIDE,
      logicalResourceId: 'two',
    });
    expect(answer.status).toBe('SUCCESS');
  });
});

describe('an update of a resource that names another owner', () => {
  test('takes it over, and knows the deployments of the former owner as its own', async () => {
    await created();
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    await update(1, 2).runUntil(hasSeenRunning);
    const { answer, calls } = await update(2, 1, OTHER_STACK).run();
    expect(answer.status).toBe('SUCCESS');
    expect(calls.filter((call) => call === 'StopDeployment')).toHaveLength(1);
    expect(await statuses()).toEqual(['Stopped', 'Succeeded']);
    const { name, formerOwners } = await owner();
    expect([name, formerOwners?.length]).toEqual(['other/Moved', 1]);
  });

  test('without previous properties, as in an import, deploys nothing when the service runs it already', async () => {
    await created();
    const properties = scenario.version(1, { RedeployToken: 'imported' });
    const { answer, calls } = await scenario.operations.begin('UPDATE', { properties, ...OTHER_STACK }).run();
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('CreateDeployment');
    expect((await owner()).name).toBe('other/Moved');
  });

  test('outside of stacks changes the operation only', async () => {
    await created();
    const before = await owner();
    expect((await update(1, 2, { ...OUTSIDE, token: 'outside' }).run()).answer.status).toBe('SUCCESS');
    const { id, name, operation } = await owner();
    expect([id, name, operation]).toEqual([before.id, 'shop/Deployment', shortHash('outside')]);
    // The stack knows the deployment as its own and may stop it.
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[2]);
    await update(2, 3, OUTSIDE).runUntil(hasSeenRunning);
    const { calls } = await update(3 as 2, 2).run();
    expect(calls).toContain('StopDeployment');
  });
});

describe('RedeployToken', () => {
  const redeploy = (previous: object, token: string, request: RequestOptions = {}) =>
    scenario.operations.update(
      scenario.version(1, { ...previous }),
      scenario.version(1, { RedeployToken: token }),
      request,
    );

  test('is remembered: a previous state without write-only properties deploys only for another token', async () => {
    scenario = await startDeploymentScenario();
    await scenario.operations.create(scenario.version(1, { RedeployToken: '1' }));
    await redeploy({}, '1');
    expect(await statuses()).toEqual([]);
    await redeploy({}, '2');
    expect(await statuses()).toEqual(['Succeeded']);
    await redeploy({}, '2');
    expect(await statuses()).toEqual(['Succeeded']);
  });

  test('deploys once when the first invocation is delivered twice', async () => {
    await created();
    const begin = () =>
      scenario.operations.begin('UPDATE', {
        properties: scenario.version(1, { RedeployToken: '2' }),
        previousProperties: scenario.version(1),
        token: 'redeployment',
      });
    await begin().step();
    expect((await begin().run()).answer.status).toBe('SUCCESS');
    expect(await statuses()).toEqual(['Succeeded']);
  });
});

describe('a tag that shows an older operation', () => {
  test.each([false, true])(
    'for twenty seconds after the update has written it was lost: it is written again (stack rollback: %s)',
    async (rollback) => {
      await created();
      await scenario.aws.clock.advance(60);
      const older = (await tags())[OWNER_TAG]!;
      await scenario.operations.update(scenario.version(1), scenario.version(2));
      const operation = update(2, 1, { rollback, token: 'lost' });
      scenario.aws.faults.after({ service: 'codedeploy', operation: 'TagResource', count: 1 }, () =>
        writeTag(OWNER_TAG, older),
      );
      const { answer, seconds } = await operation.run();
      expect(answer.status).toBe('SUCCESS');
      expect(seconds).toBeLessThan(300);
      expect((await owner()).operation).toBe(shortHash('lost'));
      expect(await scenario.liveVersion()).toBe(1);
    },
  );

  test('from a host whose clock is two seconds fast does not stop the stack rollback', async () => {
    await created();
    await update(1, 2).runUntil(hasSeenRunning);
    const { id, operation, startedAt = 0, superseded = [], name } = await owner();
    const fast = (scenario.aws.clock.now() + 2_000).toString(36);
    expect(startedAt).toBeLessThan(scenario.aws.clock.now());
    await writeTag(OWNER_TAG, `${id} ${operation}@${fast}@${superseded.join('.')} ${name}`);
    const { answer } = await update(2, 1, { rollback: true }).run();
    expect(answer.status).toBe('SUCCESS');
    expect(await statuses()).toEqual(['Stopped', 'Succeeded']);
  });
});

test('an update that the tag names as superseded ends, although the newer operation began on a host whose clock is behind', async () => {
  await created();
  const superseded = update(1, 2);
  await runUntilStarting(scenario, superseded);
  const { id, operation, startedAt = 0, name } = await owner();
  const behind = (startedAt - 5_000).toString(36);
  await writeTag(OWNER_TAG, `${id} newer@${behind}@${operation} ${name}`);
  const { answer } = await superseded.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
  expect(await statuses()).toEqual([]);
  expect((await owner()).operation).toBe('newer');
});

describe('an update that AWS has kept from its tag until its stack rollback has ended', () => {
  /** @param secondsBefore by how much the rollback seems older than the update, by the clocks of their hosts */
  async function invokedAfterRollback(secondsBefore: number) {
    await created();
    scenario.aws.faults.throttle({ service: 'codedeploy', count: 2 });
    const late = update(1, 2);
    await late.step();
    const beganAt = scenario.aws.clock.now();
    scenario.aws.faults.clear();
    await update(2, 1, { rollback: true }).run();
    await writeTag(OWNER_TAG, toTagValue({ ...(await owner()), startedAt: beganAt - secondsBefore * 1000 }));
    return late.run();
  }

  test('leaves the group alone, although the clock of its host is ahead', async () => {
    const { answer, calls } = await invokedAfterRollback(10);
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    // That of the rollback.
    expect(calls.filter((call) => call === 'TagResource')).toHaveLength(1);
    expect(await statuses()).toEqual([]);
  });

  test('is another one, which follows it, when it began later than clocks differ', async () => {
    const { answer } = await invokedAfterRollback(20);
    expect(answer.status).toBe('SUCCESS');
    expect(await statuses()).toEqual(['Succeeded']);
  });
});

describe('a stack rollback', () => {
  test('claims a group whose owner tag was removed', async () => {
    await created();
    await update(1, 2).runUntil(hasSeenRunning);
    await removeTag();
    const { answer } = await update(2, 1, { rollback: true }).run();
    expect(answer.status).toBe('SUCCESS');
    expect(await statuses()).toEqual(['Stopped', 'Succeeded']);
    expect((await owner()).name).toBe('shop/Deployment');
  });

  test('names the ways out when the group was deleted', async () => {
    await created();
    const { applicationName } = scenario.service;
    await scenario.deleteGroup();
    const { answer } = await update(2, 1, { rollback: true }).run();
    expect(answer).toMatchObject({ errorCode: 'NotFound' });
    expect(answer.message).toBe(
      `The stack is rolling back, but the deployment group ${applicationName}/${scenario.group.deploymentGroupName} was deleted. ` +
        'Create the group again and run `aws cloudformation continue-update-rollback`. Or run that with --resources-to-skip ' +
        'and the logical id of this resource, then update the stack without the resource, then with it. [GroupGoneInRollback]',
    );
  });
});
