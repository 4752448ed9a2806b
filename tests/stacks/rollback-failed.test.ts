import { correctHookFunction, createHookFunction } from '#test-kit';
import { FailedRelease } from './scenario/failed-release';
import type { StackScenario } from './scenario/stack-scenario';
import { CANARY, type TemplateOptions } from './scenario/template';
import type { Worker } from './scenario/worker';

/*
 * UPDATE_ROLLBACK_FAILED after a rollback that has done something: its deployment has failed, or its group as well as its
 * deployment could not be rolled back. The ways out are those of docs/operations.md ("When the rollback fails").
 */

const NAMED: TemplateOptions = { group: { DeploymentGroupName: 'blue-green' } };

let scenario: StackScenario;
let worker: Worker;
let release: FailedRelease;
beforeEach(async () => {
  release = await FailedRelease.start();
  ({ scenario, worker } = release);
});
afterEach(() => scenario.close());

/** Skips resources, and expects that the service stays as it is and that the stack is usable. */
async function expectSkipWorks(resources: string[]): Promise<void> {
  await scenario.continueRollback(resources);
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
  await release.expectNextUpdateWorks(NAMED);
}

describe("the tasks of the old version do not become healthy in the rollback's own deployment", () => {
  let correct: () => void;
  beforeEach(async () => {
    const reason = await release.failRollback(NAMED, () => {
      correct = scenario.aws.ecs.neverHealthy('web:1');
      return Promise.resolve();
    });
    expect(reason).toMatch(/Deployment d-\w+ failed: .* It ended at Install\./);
    expect(reason).toContain('To continue: `aws cloudformation continue-update-rollback --stack-name shop`');
    expect(await scenario.answer()).toBe('version 2');
  });

  test('way out: correct what the tasks need, then continue', async () => {
    correct();
    await scenario.continueRollback();
    await release.expectVersion1();
    await release.expectNextUpdateWorks(NAMED);
  });

  test('continue before that: the rollback fails again, and the service stays as it is', async () => {
    await scenario.continueRollback();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(await scenario.answer()).toBe('version 2');
    correct();
    await scenario.continueRollback();
    await release.expectVersion1();
  });

  test('way out: skip the deployment, then update to a version that can run', async () => {
    await expectSkipWorks(['Deployment']);
  });
});

describe('a hook of the old template fails in a rollback with StackRollback AS_CONFIGURED', () => {
  beforeEach(async () => {
    const asConfigured = (hook: string): TemplateOptions => ({
      ...NAMED,
      deployment: { StackRollback: 'AS_CONFIGURED', Hooks: { AfterAllowTestTraffic: hook } },
    });
    const old = await createHookFunction(scenario.aws, 'old', 'Failed');
    const replacement = await createHookFunction(scenario.aws, 'replacement', 'Succeeded');
    await release.create(asConfigured(old));
    await release.untilDeployed(asConfigured(replacement));
    worker.fail();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    const reason = scenario.events.failure('Deployment');
    expect(reason).toContain('It ended at AfterAllowTestTraffic (hook old).');
    expect(await scenario.answer()).toBe('version 2');
  });

  test('way out: correct the function, then continue', async () => {
    await correctHookFunction(scenario.aws, 'old', 'Succeeded');
    await scenario.continueRollback();
    await release.expectVersion1();
    await release.expectNextUpdateWorks(NAMED);
  });

  test('way out: skip the deployment', async () => {
    await expectSkipWorks(['Deployment']);
  });
});

describe('a group that changed in the update was deleted before the rollback', () => {
  const CHANGED: TemplateOptions = { group: { ...NAMED.group, ...CANARY } };

  beforeEach(async () => {
    await release.create(NAMED);
    await release.untilDeployed(CHANGED);
    await scenario.operator.deleteGroup(await scenario.group());
    worker.fail();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(scenario.events.failure('Group')).toContain(
      'There is no deployment group blue-green of application',
    );
  });

  test('way out: put the group back, then continue: the stack has it again, with the old settings', async () => {
    await scenario.createGroupByHand('blue-green');
    await scenario.continueRollback();
    await release.expectVersion1();
    expect(await scenario.drift()).toContain('Group IN_SYNC');
    await release.expectNextUpdateWorks(NAMED);
    scenario.beginDelete();
    await scenario.finish();
    expect(await scenario.groupNames()).toEqual([]);
  });

  test('way out: skip the group, then the deployment, update without both, then with both', async () => {
    await scenario.continueRollback(['Group']);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(scenario.events.failure('Deployment')).toContain('The stack is rolling back, but');
    await scenario.continueRollback(['Deployment']);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
    await scenario.update({ resources: { Group: undefined, Deployment: undefined, ...worker.resource(1) } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    await release.expectNextUpdateWorks(NAMED);
  });
});
