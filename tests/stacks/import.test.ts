import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import type { Stack } from '#local-aws';
import { importable, leaveRetained } from './scenario/retained';
import { StackScenario } from './scenario/stack-scenario';
import { waits, type ResourceDeclaration, type TemplateOptions } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
  await scenario.createGroupByHand('by-hand');
});
afterEach(() => scenario.close());

/** The previous properties in the UPDATE of an import; AWS does not say. */
const PREVIOUS = ['none', 'template'] as const;

/** The types whose update handler an import calls; AWS does not say. */
const UPDATES = ['always', 'taggable', 'never'] as const;

const retained = (deployment: boolean, version: 1 | 2 = 1): TemplateOptions =>
  importable(scenario, { deployment, version });

/**
 * Another stack imports the group.
 * @returns the stack
 * @throws Error the reason why the change set has failed
 */
async function importIntoOther(template: TemplateOptions): Promise<Stack> {
  const { applicationName: ApplicationName, deploymentGroupName: DeploymentGroupName } =
    await scenario.group();
  const names = { StackName: 'other', ChangeSetName: 'import' };
  await scenario.api.send(
    new CreateChangeSetCommand({
      ...names,
      ChangeSetType: 'IMPORT',
      TemplateBody: scenario.template(template),
      ResourcesToImport: [
        {
          LogicalResourceId: 'Group',
          ResourceType: 'Org::CodeDeploy::EcsDeploymentGroup',
          ResourceIdentifier: { ApplicationName, DeploymentGroupName },
        },
      ],
    }),
  );
  const { Status, StatusReason } = await scenario.api.send(new DescribeChangeSetCommand(names));
  if (Status === 'FAILED') throw new Error(StatusReason);
  await scenario.api.send(new ExecuteChangeSetCommand(names));
  const other = scenario.cloudFormation.getStack('other');
  await scenario.cloudFormation.settle(other);
  return other;
}

describe.each(PREVIOUS)('import (previous properties of its updates: %s)', (importPrevious) => {
  beforeEach(() => {
    scenario.cloudFormation.settings.importPrevious = importPrevious;
  });

  test('a group that an operator made is imported unchanged, and then belongs to the stack', async () => {
    const before = await scenario.groupInfo();
    await scenario.import(retained(false), ['Group']);
    expect(scenario.stack.status).toBe('IMPORT_COMPLETE');
    expect((await scenario.groupInfo()).deploymentGroupId).toBe(before.deploymentGroupId);
    expect(await scenario.drift()).toEqual(['Group IN_SYNC']);

    await scenario.update(retained(true, 2));
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });

  test('a group that does not exist cannot be imported', async () => {
    const group = await scenario.group();
    await scenario.operator.deleteGroup(group);
    jest.spyOn(scenario, 'group').mockResolvedValue(group);
    await expect(scenario.import(retained(false), ['Group'])).rejects.toThrow(
      'There is no deployment group by-hand of application web-application for ECS.',
    );
  });

  test('a new stack imports the group and the deployment that a deleted stack has retained, and deploys nothing', async () => {
    await leaveRetained(scenario);
    await scenario.import(retained(true), ['Group', 'Deployment']);
    expect(scenario.stack.status).toBe('IMPORT_COMPLETE');
    expect(scenario.callsOf('CreateDeployment')).toBe(0);
    expect(await scenario.drift()).toEqual(['Group IN_SYNC', 'Deployment IN_SYNC']);

    await scenario.update(retained(true, 2));
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
  });

  test('a deployment cannot be imported from a group that has none, and nothing changes', async () => {
    await expect(scenario.import(retained(true), ['Group', 'Deployment'])).rejects.toThrow(
      'There is no Org::CodeDeploy::EcsDeployment for deployment group web-application/by-hand: the group, its owner tag or its service does not exist.',
    );
    expect(await scenario.allTags()).toEqual({});
    expect(await scenario.answer()).toBe('version 1');
  });

  test('a group that a stack has cannot be imported into a second one, and nothing changes', async () => {
    await scenario.import(retained(false), ['Group']);
    await scenario.update(retained(true));
    const before = await scenario.allTags();
    await expect(importIntoOther(retained(false))).rejects.toThrow('already exists in stack');
    expect(await scenario.allTags()).toEqual(before);
    await scenario.update(retained(true, 2));
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });

  describe('a group that one stack declares as AWS::CodeDeploy::DeploymentGroup and another one has imported', () => {
    const native = (): TemplateOptions => {
      const { resources = {} } = retained(false);
      const { DeploymentGroupName, ...properties } = resources.Group!.Properties!;
      const group = {
        Type: 'AWS::CodeDeploy::DeploymentGroup',
        DeletionPolicy: 'Retain',
        Properties: {
          ...properties,
          DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
          ...waits({}),
        },
      };
      expect(DeploymentGroupName).toBe('by-hand');
      return { resources: { Group: group, Deployment: undefined } };
    };

    test('way out: remove it from the first stack by Retain; the other one then goes on alone', async () => {
      await scenario.operator.deleteGroup(await scenario.group());
      await scenario.create(native());
      const name = (await scenario.group()).deploymentGroupName;
      const renamed = (deployment: boolean, version: 1 | 2 = 1): TemplateOptions => {
        const { resources = {} } = retained(deployment, version);
        const named = (resource: ResourceDeclaration | undefined) =>
          resource && {
            ...resource,
            Properties: { ...resource.Properties, DeploymentGroupName: name },
          };
        return { resources: { Group: named(resources.Group), Deployment: named(resources.Deployment) } };
      };
      const other = await importIntoOther(renamed(false));
      expect(other.status).toBe('IMPORT_COMPLETE');

      scenario.beginDelete();
      await scenario.finish();
      expect(scenario.stack.status).toBe('DELETE_COMPLETE');
      expect(await scenario.groupNames()).toEqual([name]);
      await scenario.cloudFormation.updateStack({
        stackName: 'other',
        template: scenario.template(renamed(true, 2)),
      });
      await scenario.cloudFormation.settle(other);
      expect(other.status).toBe('UPDATE_COMPLETE');
      expect(await scenario.answer()).toBe('version 2');
    });
  });

  describe.each(UPDATES)('update handlers that an import calls: %s', (importUpdates) => {
    beforeEach(() => {
      scenario.cloudFormation.settings.importUpdates = importUpdates;
    });

    test('a group that is deleted before its first update after an import stays when the import called no update', async () => {
      await leaveRetained(scenario);
      await scenario.import(retained(true), ['Group', 'Deployment']);
      const template = importable(scenario, { deployment: true, policy: 'Delete' });
      await scenario.update({ ...template, outputs: { Changed: { Value: 'the policies' } } });
      scenario.beginDelete();
      await scenario.finish();
      expect(scenario.stack.status).toBe('DELETE_COMPLETE');
      expect(await scenario.groupNames()).toEqual(importUpdates === 'never' ? ['by-hand'] : []);
      expect(await scenario.answer()).toBe('version 1');
    });

    test('an import whose template names another version than runs deploys it only when it calls the update', async () => {
      await leaveRetained(scenario);
      await scenario.import(retained(true, 2), ['Group', 'Deployment']);
      expect(scenario.stack.status).toBe('IMPORT_COMPLETE');
      const deploys = importUpdates === 'always';
      expect(await scenario.deployments()).toEqual(deploys ? ['version 2 Succeeded'] : []);
      expect(await scenario.answer()).toBe(deploys ? 'version 2' : 'version 1');
      expect(await scenario.drift()).toEqual([
        'Group IN_SYNC',
        deploys ? 'Deployment IN_SYNC' : 'Deployment MODIFIED TaskDefinition',
      ]);

      await scenario.update(importable(scenario, { deployment: true, version: 2, redeployToken: '1' }));
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      expect(await scenario.answer()).toBe('version 2');
    });
  });
});
