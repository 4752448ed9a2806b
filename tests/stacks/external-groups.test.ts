import type { Properties } from '#test-kit';
import { StackScenario } from './scenario/stack-scenario';
import { groupProperties, waits, type TemplateOptions } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

describe('a deployment in a group of the type AWS::CodeDeploy::DeploymentGroup', () => {
  const template = (more: Properties = {}): TemplateOptions => ({
    resources: {
      Group: {
        Type: 'AWS::CodeDeploy::DeploymentGroup',
        Properties: {
          ...groupProperties(scenario.service),
          DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
          AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
          ...waits({}),
          ...more,
        },
      },
    },
    // The Ref of that type is the group's name.
    deployment: { DeploymentGroupName: { Ref: 'Group' } },
  });

  test('is created, updated, rolled back and deleted', async () => {
    await scenario.create(template());
    expect(scenario.stack.status).toBe('CREATE_COMPLETE');

    await scenario.update({ ...template(), version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');

    await scenario.beginUpdate({ ...template(), version: 3 });
    await scenario.untilDeployment('installing');
    scenario.cancel();
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual([
      'version 2 Succeeded',
      'version 3 Stopped',
      'rollback Succeeded',
    ]);
    expect(await scenario.answer()).toBe('version 2');

    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
    expect(await scenario.answer()).toBe('version 2');
  });

  test('keeps its owner tag when the stack updates the group', async () => {
    await scenario.create(template());
    await scenario.update(template(waits({ termination: 5 })));
    await scenario.update({ ...template(waits({ termination: 5 })), version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });
});

describe('a deployment in a group that an operator made', () => {
  const template: TemplateOptions = {
    resources: { Group: undefined },
    deployment: { DeploymentGroupName: 'by-hand' },
  };

  test('is created, updated, rolled back and deleted, and the group stays as it was', async () => {
    await scenario.createGroupByHand('by-hand');
    await scenario.create(template);
    expect(scenario.stack.status).toBe('CREATE_COMPLETE');

    await scenario.update({ ...template, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');

    await scenario.beginUpdate({ ...template, version: 3 });
    await scenario.untilDeployment('installing');
    scenario.cancel();
    await scenario.finish();
    expect(await scenario.deployments()).toEqual([
      'version 2 Succeeded',
      'version 3 Stopped',
      'rollback Succeeded',
    ]);

    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual(['by-hand']);
    expect(await scenario.allTags()).toEqual({});
    expect(await scenario.answer()).toBe('version 2');
  });

  test('cannot belong to two stacks: the failure of the second names the first', async () => {
    await scenario.createGroupByHand('by-hand');
    await scenario.create(template);
    const other = await scenario.cloudFormation.createStack({
      stackName: 'other',
      template: scenario.template({ ...template, version: 2 }),
    });
    await scenario.cloudFormation.settle(other);
    expect(other.status).toBe('ROLLBACK_COMPLETE');
    expect(other.events.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n')).toContain(
      'The deployment group web-application/by-hand already has an Org::CodeDeploy::EcsDeployment, declared as shop/Deployment.',
    );
    expect(await scenario.deployments()).toEqual([]);
    expect(await scenario.answer()).toBe('version 1');
  });
});
