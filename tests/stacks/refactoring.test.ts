import type { Stack } from '#local-aws';
import { refactor } from './scenario/refactor';
import { STACK, StackScenario } from './scenario/stack-scenario';
import { CANARY, type ResourceDeclaration, type TemplateOptions } from './scenario/template';

/* Stack refactors move and rename resources without a call of a handler: see docs/operations.md. */

const OWNER_TAG = 'org-codedeploy:ecs-deployment';
const NAMED: TemplateOptions = { group: { DeploymentGroupName: 'blue-green' } };

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

type Logical = 'Group' | 'Deployment';

/** The declarations of the template's resources, as another stack may have them. */
function declared(template: TemplateOptions = NAMED): Record<Logical, ResourceDeclaration> {
  const { Resources } = JSON.parse(scenario.template(template)) as {
    Resources: Record<Logical, ResourceDeclaration>;
  };
  return Resources;
}

/** A resource that a stack keeps when the others move. */
const KEPT: Record<string, ResourceDeclaration> = {
  Topic: { Type: 'AWS::SNS::Topic' },
};

const templateOf = (resources: Record<string, ResourceDeclaration>): string =>
  JSON.stringify({ Resources: resources });

/** Creates the stack, and moves group and deployment into a new stack. */
async function moveToOther(template: TemplateOptions = NAMED): Promise<Stack> {
  await scenario.create({ ...template, resources: KEPT });
  await refactor(scenario, { [STACK]: templateOf(KEPT), other: templateOf(declared(template)) });
  return scenario.cloudFormation.getStack('other');
}

async function updateOther(template: TemplateOptions): Promise<void> {
  const other = await scenario.cloudFormation.updateStack({
    stackName: 'other',
    template: templateOf(declared(template)),
  });
  await scenario.cloudFormation.settle(other);
}

async function deleteStack(stack: Stack): Promise<void> {
  scenario.cloudFormation.deleteStack(stack.name);
  await scenario.cloudFormation.settle(stack);
}

describe.each(['none', 'update'] as const)(
  'resources that were moved to another stack (refactorTags: %s)',
  (refactorTags) => {
    beforeEach(() => {
      scenario.cloudFormation.settings.refactorTags = refactorTags;
    });

    test('deploy nothing; the next update deploys, and is then undone by a cancel as ever', async () => {
      const other = await moveToOther({ group: { ...NAMED.group, ...CANARY } });
      expect(scenario.callsOf('CreateDeployment')).toBe(0);
      await updateOther({ group: { ...NAMED.group, ...CANARY }, version: 2 });
      expect(other.status).toBe('UPDATE_COMPLETE');

      await scenario.cloudFormation.updateStack({
        stackName: 'other',
        template: templateOf(declared({ group: { ...NAMED.group, ...CANARY }, version: 3 })),
      });
      await scenario.untilDeployment('traffic shift');
      scenario.cloudFormation.cancelUpdateStack('other');
      await scenario.cloudFormation.settle(other);
      expect(other.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await scenario.deployments()).toEqual([
        'version 2 Succeeded',
        'version 3 Stopped',
        'rollback Succeeded',
      ]);
      expect(await scenario.answer()).toBe('version 2');
    });

    test('stay when the stack from which they came is deleted', async () => {
      await moveToOther();
      await deleteStack(scenario.stack);
      expect(scenario.stack.status).toBe('DELETE_COMPLETE');
      expect(await scenario.groupNames()).toEqual(['blue-green']);
      expect(await scenario.allTags()).toHaveProperty([OWNER_TAG]);
    });

    test('go with their new stack once it has updated them', async () => {
      const other = await moveToOther();
      await updateOther({ ...NAMED, group: { ...NAMED.group, ...CANARY }, version: 2 });
      await deleteStack(other);
      expect(other.status).toBe('DELETE_COMPLETE');
      expect(await scenario.groupNames()).toEqual([]);
    });

    test('that are deleted before their first update: the stack goes, and the group can be deleted by hand', async () => {
      const other = await moveToOther();
      await deleteStack(other);
      expect(other.status).toBe('DELETE_COMPLETE');
      expect(await scenario.groupNames()).toEqual(refactorTags === 'update' ? [] : ['blue-green']);
      expect(await scenario.answer()).toBe('version 1');
      if (refactorTags === 'update') return;
      await scenario.operator.deleteGroup(await scenario.group());
      expect(await scenario.groupNames()).toEqual([]);
    });
  },
);

test('a resource that was renamed in its stack is updated, and deleted with it', async () => {
  await scenario.create(NAMED);
  const { Group, Deployment } = declared();
  const renamed = (version: 1 | 2): Record<string, ResourceDeclaration> => ({
    Group,
    Release: declared({ ...NAMED, version }).Deployment,
  });
  expect(Deployment.Type).toBe('Org::CodeDeploy::EcsDeployment');
  await refactor(scenario, { [STACK]: templateOf(renamed(1)) }, [
    {
      Source: { StackName: STACK, LogicalResourceId: 'Deployment' },
      Destination: { StackName: STACK, LogicalResourceId: 'Release' },
    },
  ]);
  await scenario.update({ ...NAMED, resources: { ...renamed(2), Deployment: undefined } });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
  expect(await scenario.groupNames()).toEqual([]);
});
