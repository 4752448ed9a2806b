import { createBlueGreenService } from '#local-aws';
import { StackScenario } from './scenario/stack-scenario';
import { groupProperties, type ResourceDeclaration } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

const role: ResourceDeclaration = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS'],
  },
};
const withRole = (name: string) => ({
  group: { ServiceRoleArn: { 'Fn::GetAtt': [name, 'Arn'] } },
  resources: { [name]: role },
});

describe('a service role that the same stack creates', () => {
  test('makes the create of the group wait while CodeDeploy does not see it yet', async () => {
    scenario.aws.iam.propagationSeconds = 60;
    await scenario.create(withRole('Role'));
    expect(scenario.stack.status).toBe('CREATE_COMPLETE');
    expect((await scenario.groupInfo()).serviceRoleArn).toContain(':role/shop-Role-');
  });

  test('fails the create of the group after five minutes when CodeDeploy never sees it, and leaves no group', async () => {
    scenario.aws.iam.propagationSeconds = 3600;
    const begun = scenario.aws.clock.now();
    await scenario.create(withRole('Role'));
    expect(scenario.events.failure('Group')).toMatch(
      /message: "ServiceRoleArn: CodeDeploy cannot assume the role arn:aws:iam::123456789012:role\/shop-Role-\S+\. The role must exist and trust codedeploy\.amazonaws\.com\. /,
    );
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
    expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(7);
    expect(await scenario.groupNames()).toEqual([]);
  });

  test('makes the update of a group wait that gets it as its new role', async () => {
    await scenario.create(withRole('Role'));
    scenario.aws.iam.propagationSeconds = 60;
    await scenario.update(withRole('NewRole'));
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect((await scenario.groupInfo()).serviceRoleArn).toContain(':role/shop-NewRole-');
  });
});

describe('a changed DeploymentGroupName', () => {
  test('fails, because a service belongs to one group only, and the old group stays', async () => {
    await scenario.create({ group: { DeploymentGroupName: 'one' } });
    await scenario.update({ group: { DeploymentGroupName: 'two' }, version: 2 });
    expect(scenario.events.failure('Group')).toMatch(
      /message: "ECSServices: the service web in cluster web-cluster belongs to another deployment group\. Delete that group first: a service belongs to one group\. /,
    );
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.groupNames()).toEqual(['one']);
    expect(await scenario.deployments()).toEqual([]);

    await scenario.update({ group: { DeploymentGroupName: 'one' }, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });

  test('together with another service replaces the group and the deployment', async () => {
    const other = await createBlueGreenService(scenario.aws, { name: 'other' });
    await scenario.create({ group: { DeploymentGroupName: 'one' } });
    await scenario.update({
      group: {
        ...groupProperties(other),
        ApplicationName: scenario.service.applicationName,
        DeploymentGroupName: 'two',
      },
      deployment: { TaskDefinition: other.taskDefinitions[1] },
    });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(scenario.cloudFormation.physicalId(scenario.stack, 'Deployment')).toBe('web-application|two');
    expect(await scenario.groupNames()).toEqual(['two']);
    expect(Object.keys(await scenario.allTags())).toContain('org-codedeploy:ecs-deployment');
    expect(scenario.events.lines()).toEqual(
      expect.arrayContaining([
        'Deployment UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
        'Deployment DELETE_COMPLETE',
        'Group DELETE_COMPLETE',
      ]),
    );
    expect(await scenario.answer()).toBe('version 1');
  });

  test('together with another service that cannot be deployed is rolled back to the old group', async () => {
    const other = await createBlueGreenService(scenario.aws, { name: 'other' });
    await scenario.create({ group: { DeploymentGroupName: 'one' } });
    await scenario.update({
      group: {
        ...groupProperties(other),
        ApplicationName: scenario.service.applicationName,
        DeploymentGroupName: 'two',
      },
      deployment: { TaskDefinition: other.taskDefinitions[1], ContainerPort: 9090 },
    });
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.groupNames()).toEqual(['one']);
    expect(Object.keys(await scenario.allTags())).toContain('org-codedeploy:ecs-deployment');

    await scenario.update({ group: { DeploymentGroupName: 'one' }, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });
});

describe('a resource that exists already', () => {
  test('a group of the same name that an operator made fails the create and stays', async () => {
    await scenario.createGroupByHand('web');
    await scenario.create({ group: { DeploymentGroupName: 'web' } });
    expect(scenario.events.failure('Group')).toMatch(
      /message: "There is already a deployment group web of application web-application: it was not created by a resource of this type\. Choose another DeploymentGroupName, or import that group into the stack\. .*HandlerErrorCode: AlreadyExists\)$/,
    );
    expect(scenario.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await scenario.groupNames()).toEqual(['web']);
  });

  test('a second EcsDeployment on one group fails, and its failure names the first', async () => {
    const second: ResourceDeclaration = {
      Type: 'Org::CodeDeploy::EcsDeployment',
      DependsOn: 'Deployment',
      Properties: {
        ApplicationName: scenario.service.applicationName,
        DeploymentGroupName: { 'Fn::GetAtt': ['Group', 'Name'] },
        TaskDefinition: scenario.service.taskDefinitions[1],
      },
    };
    await scenario.create();
    await scenario.update({ resources: { Second: second } });
    expect(scenario.events.failure('Second')).toMatch(
      /message: "The deployment group web-application\/\S+ already has an Org::CodeDeploy::EcsDeployment, declared as shop\/Deployment\. A group has at most one\. Remove the other one first, or import it\. \[AlreadyDeclared\]" /,
    );
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await scenario.update({ version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });
});
