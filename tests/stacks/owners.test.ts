import { DeleteDeploymentGroupCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { ServiceError, type Stack } from '#local-aws';
import { StackScenario } from './scenario/stack-scenario';
import {
  CANARY,
  loadBalancerInfo,
  waits,
  type ResourceDeclaration,
  type TemplateOptions,
} from './scenario/template';
import { Worker } from './scenario/worker';

/* The ways out in docs/operations.md ("Owners of a deployment group"), each tried. */

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

const OWNER_TAG = 'org-codedeploy:ecs-deployment';
const NAMED: TemplateOptions = { group: { DeploymentGroupName: 'blue-green' } };

async function createOther(template: TemplateOptions, onFailure?: 'DO_NOTHING'): Promise<Stack> {
  const other = await scenario.cloudFormation.createStack({
    stackName: 'other',
    template: scenario.template(template),
    ...(onFailure && { onFailure }),
  });
  await scenario.cloudFormation.settle(other);
  return other;
}

const reasons = (stack: Stack) =>
  stack.events.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '').join('\n');

async function removeOwnerTag(): Promise<void> {
  await scenario.codeDeploy.send(
    new UntagResourceCommand({ ResourceArn: await scenario.groupArn(), TagKeys: [OWNER_TAG] }),
  );
}

describe('a second stack that declares the group of the first', () => {
  test.each([
    { trouble: 'is throttled', error: new ServiceError('ThrottlingException', 'Rate exceeded') },
    { trouble: 'has a new role', error: new ServiceError('InvalidRoleException', 'Cannot assume role.') },
  ])('and $trouble at first leaves the group alone, also when it is deleted', async ({ error }) => {
    await scenario.create(NAMED);
    scenario.aws.faults.fail({ service: 'codedeploy', operation: 'CreateDeploymentGroup', count: 1 }, error);
    const other = await createOther({ ...NAMED, version: 2 }, 'DO_NOTHING');
    expect(other.status).toBe('CREATE_FAILED');
    expect(reasons(other)).toContain('it belongs to shop/Group.');
    scenario.cloudFormation.deleteStack('other');
    await scenario.cloudFormation.settle(other);
    expect(other.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual(['blue-green']);

    await scenario.update({ ...NAMED, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });

  test('and only an EcsDeployment in it is told who has it, and takes no tag with it when it is deleted', async () => {
    await scenario.create(NAMED);
    const template = { resources: { Group: undefined }, deployment: { DeploymentGroupName: 'blue-green' } };
    scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'GetDeploymentGroup', count: 1 });
    const other = await createOther({ ...template, version: 2 }, 'DO_NOTHING');
    expect(reasons(other)).toContain('declared as shop/Deployment');
    scenario.cloudFormation.deleteStack('other');
    await scenario.cloudFormation.settle(other);
    expect(await scenario.allTags()).toHaveProperty([OWNER_TAG]);
    await scenario.update({ ...NAMED, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });
});

test('two stacks that create an EcsDeployment on one group at the same moment: one of them gets it', async () => {
  await scenario.createGroupByHand('by-hand');
  const template = { resources: { Group: undefined }, deployment: { DeploymentGroupName: 'by-hand' } };
  // Both have found the group free before either writes its tag.
  let arrived = 0;
  let open: () => void = () => undefined;
  const bothThere = new Promise<void>((resolve) => (open = resolve));
  scenario.aws.faults.before({ service: 'codedeploy', operation: 'TagResource', count: 2 }, () => {
    arrived += 1;
    if (arrived === 2) open();
    return bothThere;
  });
  const creations = [
    scenario.beginCreate({ ...template, version: 2 }),
    scenario.cloudFormation.createStack({
      stackName: 'other',
      template: scenario.template({ ...template, version: 3 }),
    }),
  ] as const;
  await creations[0];
  const other = await creations[1];
  await Promise.all([scenario.finish(), scenario.cloudFormation.settle(other)]);
  expect(arrived).toBe(2);
  const loser = other.status === 'ROLLBACK_COMPLETE' ? other : scenario.stack;
  expect(reasons(loser)).toContain('[AlreadyDeclared]');
  expect([scenario.stack.status, other.status].sort()).toEqual(['CREATE_COMPLETE', 'ROLLBACK_COMPLETE']);
  expect(await scenario.deployments()).toHaveLength(1);
  expect(await scenario.allTags()).toHaveProperty([OWNER_TAG]);
});

describe('an owner tag that was removed by hand', () => {
  test('fails the update, and the stack rollback claims the group', async () => {
    await scenario.create(NAMED);
    await removeOwnerTag();
    await scenario.update({ ...NAMED, version: 2 });
    expect(scenario.events.failure('Deployment')).toContain('There is no Org::CodeDeploy::EcsDeployment for');
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await scenario.update({ ...NAMED, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });

  test('in the middle of an update that is cancelled brings version 1 back', async () => {
    await scenario.create({ group: { ...NAMED.group, ...CANARY } });
    await scenario.beginUpdate({ group: { ...NAMED.group, ...CANARY }, version: 2 });
    await scenario.untilDeployment('traffic shift');
    await removeOwnerTag();
    scenario.cancel();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
  });
});

describe('a group that was deleted in the middle of an update', () => {
  const byHand: TemplateOptions = {
    resources: { Group: undefined },
    deployment: { DeploymentGroupName: 'by-hand' },
  };

  async function deleteGroupMidUpdate(): Promise<Worker> {
    const worker = await Worker.prepare(scenario);
    await scenario.createGroupByHand('by-hand');
    const resources = (version: 1 | 2) => ({ ...byHand.resources, ...worker.resource(version) });
    await scenario.create({ ...byHand, resources: resources(1) });
    await scenario.beginUpdate({ ...byHand, version: 2, resources: resources(2) });
    await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
    const { applicationName } = scenario.service;
    await scenario.codeDeploy.send(
      new DeleteDeploymentGroupCommand({ applicationName, deploymentGroupName: 'by-hand' }),
    );
    worker.fail();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    const failure = scenario.events.failure('Deployment');
    expect(failure).toContain('The stack is rolling back');
    expect(failure).toContain('continue-update-rollback');
    return worker;
  }

  test('way out 1: skip the resource, update without it, then with it', async () => {
    const worker = await deleteGroupMidUpdate();
    await scenario.continueRollback(['Deployment']);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await scenario.update({
      resources: { ...byHand.resources, Deployment: undefined, ...worker.resource(1) },
    });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    await scenario.createGroupByHand('by-hand');
    await scenario.update({ ...byHand, resources: { ...byHand.resources, ...worker.resource(1) } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 1');
  });
});

test('a ready wait without an approval rolls back at once: the stack rollback deploys nothing', async () => {
  const group = waits({ ready: 30 });
  await scenario.create({ group });
  await scenario.update({ group, version: 2 });
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(await scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(30);
});

test('tags that are named like members of every object are removed again', async () => {
  const named = (...keys: string[]) => ({ group: { Tags: keys.map((Key) => ({ Key, Value: 'x' })) } });
  await scenario.create(named('constructor', 'toString'));
  expect(Object.keys(await scenario.tags()).sort()).toEqual(['constructor', 'toString']);
  await scenario.update(named('valueOf'));
  expect(Object.keys(await scenario.tags())).toEqual(['valueOf']);
});

test.each(['DeleteDeploymentGroup', 'UntagResource'])(
  'a stack is deleted although the answer of %s is lost',
  async (operation) => {
    await scenario.create();
    scenario.aws.faults.loseResponse({ service: 'codedeploy', operation, count: 1 });
    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
  },
);

test('an update of a group that another stack imported takes the group over', async () => {
  await scenario.createGroupByHand('by-hand');
  const group = {
    DeploymentGroupName: 'by-hand',
    LoadBalancerInfo: loadBalancerInfo(scenario.service, false),
  };
  const { Resources } = JSON.parse(scenario.template({ group })) as {
    Resources: Record<'Group' | 'Deployment', ResourceDeclaration>;
  };
  const retained = {
    Group: { ...Resources.Group, DeletionPolicy: 'Retain' },
    Deployment: { ...Resources.Deployment, DeletionPolicy: 'Retain' },
  };
  await scenario.import({ resources: { Group: retained.Group, Deployment: undefined } }, ['Group']);
  await scenario.update({ resources: retained });
  scenario.beginDelete();
  await scenario.finish();
  await scenario.import({ resources: retained }, ['Group', 'Deployment']);
  await scenario.update({
    resources: {
      Group: Resources.Group,
      Deployment: {
        ...Resources.Deployment,
        Properties: { ...Resources.Deployment.Properties, Description: 'taken over' },
      },
    },
    group,
  });
  expect(scenario.callsOf('CreateDeployment')).toBe(0);
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
});
