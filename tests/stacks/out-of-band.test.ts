import { Shop } from './stack-scenario';
import { waits, type Choices } from './template';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

const canary = { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };

/** The stack with version 1, an update to version 2, and somebody's deployment of version 3 between the two. */
async function updatedBeside(choices: Choices): Promise<string> {
  await shop.create(choices);
  const deploymentId = await shop.byHand.deploy(await shop.group(), 3);
  await shop.until('installing');
  await shop.beginUpdate({ ...choices, version: 2 });
  return deploymentId;
}

describe('a deployment that somebody else has started', () => {
  test('is waited for with WhenBusy WAIT, and then the stack has its version', async () => {
    await updatedBeside({ group: canary });
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
    expect(await shop.taskSets()).toBe('version 2 PRIMARY');
    expect(shop.callsOf('StopDeployment')).toBe(0);
  });

  test('is stopped with rollback with WhenBusy STOP, and then the stack has its version', async () => {
    await updatedBeside({ group: canary, deployment: { WhenBusy: 'STOP' } });
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.deployments()).toEqual([
      'version 3 by hand Stopped',
      'rollback Succeeded',
      'version 2 Succeeded',
    ]);
    expect(await shop.answer()).toBe('version 2');
  });

  test('fails the update with WhenBusy FAIL, which names it, and goes on untouched; then the stack has its version back', async () => {
    const deploymentId = await updatedBeside({ group: canary, deployment: { WhenBusy: 'FAIL' } });
    await shop.untilEvent('Deployment UPDATE_FAILED');
    const reason = shop.failure('Deployment');
    expect(reason).toContain(
      `Deployment ${deploymentId}, which is not this resource's, holds deployment group`,
    );
    expect(reason).toContain('This operation deployed nothing: the service runs web:1.');
    expect(reason).toMatch(/HandlerErrorCode: ResourceConflict\)$/);
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(shop.callsOf('StopDeployment')).toBe(0);
    expect(await shop.deployments()).toEqual(['version 3 by hand Succeeded', 'version 1 Succeeded']);
  });

  test('is followed as if it were the own one when it brings what the stack wants', async () => {
    await shop.create({ group: canary });
    const deploymentId = await shop.byHand.deploy(await shop.group(), 2);
    await shop.until('installing');
    await shop.update({
      group: canary,
      version: 2,
      outputs: { Id: { Value: { 'Fn::GetAtt': ['Deployment', 'DeploymentId'] } } },
    });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(shop.stack.outputs.Id?.value).toBe(deploymentId);
    expect(await shop.deployments()).toEqual(['version 2 by hand Succeeded']);
  });

  test('that has ended before the update is replaced by what the stack wants', async () => {
    await shop.create();
    await shop.byHand.deploy(await shop.group(), 3);
    await shop.until('over');
    await shop.update({ version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe('version 2');
  });

  test('is waited for by a create as well', async () => {
    await shop.create({ resources: { Deployment: undefined } });
    await shop.byHand.deploy(await shop.group(), 3);
    await shop.until('installing');
    await shop.update({ version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
  });

  test('is waited out by a cancelled update and then taken back, for the stack says version 1', async () => {
    await updatedBeside({ group: canary });
    await shop.wait(30);
    shop.cancel();
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 3 by hand Succeeded', 'version 1 Succeeded']);
    expect(await shop.answer()).toBe('version 1');
    expect(shop.callsOf('StopDeployment')).toBe(0);
  });
});

describe('a deployment that CreateDeployment names as already active', () => {
  test('is waited for although no list shows it yet', async () => {
    await shop.create({ group: canary });
    shop.aws.codeDeploy.faults.listedLateSeconds = 300;
    await shop.byHand.deploy(await shop.group(), 3);
    await shop.update({ group: canary, version: 2 });
    expect(shop.aws.calls.map(({ error }) => error?.code)).toContain('DeploymentLimitExceededException');
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    await shop.wait(300);
    expect(await shop.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
    expect(await shop.answer()).toBe('version 2');
  });

  test('is refused with WhenBusy FAIL although no list shows it yet', async () => {
    const choices = { group: canary, deployment: { WhenBusy: 'FAIL' } };
    await shop.create(choices);
    shop.aws.codeDeploy.faults.listedLateSeconds = 300;
    const deploymentId = await shop.byHand.deploy(await shop.group(), 3);
    await shop.beginUpdate({ ...choices, version: 2 });
    await shop.untilEvent('Deployment UPDATE_FAILED');
    expect(shop.failure('Deployment')).toContain(
      `Deployment ${deploymentId}, which is not this resource's, holds`,
    );
  });
});

describe('what somebody does to the deployment of the stack', () => {
  test('a stop with rollback fails the update, and nothing more is deployed', async () => {
    await shop.create();
    await shop.beginUpdate({ version: 2 });
    await shop.byHand.stop(await shop.until('installing'), true);
    await shop.settle();
    expect(shop.failure('Deployment')).toMatch(
      /Deployment d-\w+ was stopped: .* CodeDeploy rolled back \(d-\w+\): the service runs web:1 again\./,
    );
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  });

  test('a stop without rollback fails the update, and the way back puts listeners and task sets right', async () => {
    await shop.create({ group: canary });
    await shop.beginUpdate({ group: canary, version: 2 });
    await shop.byHand.stop(await shop.until('mid-shift'), false);
    await shop.settle();
    expect(shop.failure('Deployment')).toContain(
      'It was not rolled back: the service runs web:1, and web:2 was left beside it',
    );
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'version 1 Succeeded']);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
    expect(await shop.answer()).toBe('version 1');
  });

  test('the approval that ends its ready wait lets the update go on', async () => {
    const group = waits({ ready: 30 });
    await shop.create({ group });
    await shop.beginUpdate({ group, version: 2 });
    await shop.byHand.approve(await shop.until('in the ready wait'));
    await shop.settle();
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe('version 2');
  });

  test('no approval fails the update when the ready wait is over', async () => {
    const group = waits({ ready: 30 });
    await shop.create({ group });
    await shop.update({ group, version: 2 });
    expect(shop.failure('Deployment')).toMatch(/Deployment d-\w+ was stopped: /);
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    // CodeDeploy leaves the new task set behind, and the way back waits for nobody's approval.
    expect(await shop.deployments()).toEqual(['version 2 Stopped', 'version 1 Succeeded']);
    expect(await shop.taskSets()).toBe('version 1 PRIMARY');
    expect(await shop.answer()).toBe('version 1');
  });
});
