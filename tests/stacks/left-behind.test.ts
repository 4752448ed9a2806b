import { DeleteDeploymentGroupCommand, UntagResourceCommand } from '@aws-sdk/client-codedeploy';
import { StackScenario } from './scenario/stack-scenario';
import type { ResourceDeclaration, TemplateOptions } from './scenario/template';

/*
 * What a create leaves whose answers CloudFormation never got, so that it failed before CloudFormation knew of it. The ways out
 * are those of docs/operations.md ("Owners of a deployment group").
 */

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

const OWNER_TAG = 'org-codedeploy:ecs-deployment';

/** A resource whose create leaves something. */
interface Left {
  logicalId: 'Group' | 'Deployment';
  template: TemplateOptions;
  /** What the next stack of the same name is told: whose it is, and what to do. */
  told: RegExp;
}

const GROUP: Left = {
  logicalId: 'Group',
  template: { group: { DeploymentGroupName: 'blue-green' }, version: 2 },
  told: /it belongs to shop\/Group\. .* import that group into the stack\. .* delete it with `aws deploy delete-deployment-group`\./,
};

const TAG: Left = {
  logicalId: 'Deployment',
  template: {
    resources: { Group: undefined },
    deployment: { DeploymentGroupName: 'blue-green' },
    version: 2,
  },
  told: /declared as shop\/Deployment\. .* import it here, or .* `aws deploy untag-resource` .* key org-codedeploy:ecs-deployment\./,
};

/** Runs an operation whose create of the resource fails, because none of its answers arrives. */
async function withoutAnswers({ logicalId }: Left, operation: () => Promise<void>): Promise<void> {
  if (logicalId === 'Deployment') await scenario.createGroupByHand('blue-green');
  scenario.cloudFormation.faults.add({
    logicalId,
    action: 'CREATE',
    kind: 'answerLost',
    calls: Infinity,
    times: 1,
  });
  await operation();
  expect(scenario.events.has(logicalId, 'CREATE_FAILED')).toBe(true);
  expect(await scenario.groupNames()).toEqual(['blue-green']);
  expect(await scenario.allTags()).toHaveProperty([logicalId === 'Group' ? `${OWNER_TAG}-group` : OWNER_TAG]);
}

async function deleteStack(): Promise<void> {
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
}

async function expectCreated(template: TemplateOptions): Promise<void> {
  await scenario.create(template);
  expect(scenario.stack.status).toBe('CREATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
}

/**
 * The template of an import: only this resource, with the DeletionPolicy that CloudFormation requires, and with the version that
 * runs.
 */
function importOf({ logicalId, template }: Left): TemplateOptions {
  const { Resources } = JSON.parse(scenario.template({ ...template, version: 1 })) as {
    Resources: Record<string, ResourceDeclaration>;
  };
  return {
    resources: {
      Group: undefined,
      Deployment: undefined,
      [logicalId]: { ...Resources[logicalId]!, DeletionPolicy: 'Delete' },
    },
  };
}

describe('after the stack was deleted, the next stack of its name is refused', () => {
  /** Creates and deletes a stack that leaves something, and then the next one. */
  async function nextStackIsRefused(left: Left): Promise<void> {
    await withoutAnswers(left, () => scenario.create(left.template));
    await deleteStack();
    await scenario.create(left.template);
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(scenario.events.failure(left.logicalId)).toMatch(left.told);
    await deleteStack();
    expect(await scenario.deployments()).toEqual([]);
  }

  test.each([
    { what: 'the group', left: GROUP },
    { what: 'the EcsDeployment', left: TAG },
  ])('way out: import $what into it', async ({ left }) => {
    await nextStackIsRefused(left);
    await scenario.import(importOf(left), [left.logicalId]);
    expect(scenario.stack.status).toBe('IMPORT_COMPLETE');
    await scenario.update(left.template);
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
    await deleteStack();
    expect(await scenario.groupNames()).toEqual(left === GROUP ? [] : ['blue-green']);
    if (left === TAG) expect(await scenario.allTags()).toEqual({});
  });

  test('way out: delete the group, then create it', async () => {
    await nextStackIsRefused(GROUP);
    await scenario.codeDeploy.send(new DeleteDeploymentGroupCommand(await scenario.group()));
    await expectCreated(GROUP.template);
  });

  test('way out: remove the owner tag, then create the EcsDeployment', async () => {
    await nextStackIsRefused(TAG);
    await scenario.codeDeploy.send(
      new UntagResourceCommand({ ResourceArn: await scenario.groupArn(), TagKeys: [OWNER_TAG] }),
    );
    await expectCreated(TAG.template);
  });
});

describe.each([
  { what: 'the group', left: GROUP },
  { what: 'the owner tag', left: TAG },
])('within the stack, $what is taken over', ({ left }) => {
  const without: TemplateOptions = {
    resources: {
      Group: undefined,
      Deployment: undefined,
      Topic: { Type: 'AWS::SNS::Topic' },
    },
  };

  async function expectTakenOver(): Promise<void> {
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
    await deleteStack();
    expect(await scenario.groupNames()).toEqual(left === GROUP ? [] : ['blue-green']);
  }

  test('by the update of a stack whose create failed with rollback disabled', async () => {
    await withoutAnswers(left, () => scenario.create(left.template, { disableRollback: true }));
    expect(scenario.stack.status).toBe('CREATE_FAILED');
    const outputs = { Service: { Value: 'web' } };
    await scenario.update({ ...left.template, outputs }, { disableRollback: true });
    await expectTakenOver();
  });

  test('by the next update, after an update that added it was rolled back', async () => {
    await scenario.create(without);
    await withoutAnswers(left, () => scenario.update(left.template));
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await scenario.update(left.template);
    await expectTakenOver();
  });
});
