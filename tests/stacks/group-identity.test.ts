import { createBlueGreenService } from '#local-aws';
import { Shop } from './stack-scenario';
import { groupProperties, type Declaration } from './template';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

const role: Declaration = {
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

describe('a role that is made in the same stack', () => {
  test('and is seen by CodeDeploy a minute later only makes the group wait', async () => {
    shop.aws.iam.propagationSeconds = 60;
    await shop.create(withRole('Role'));
    expect(shop.stack.status).toBe('CREATE_COMPLETE');
    expect((await shop.groupInfo()).serviceRoleArn).toContain(':role/shop-Role-');
  });

  test('and is never seen fails the group after five minutes, in one sentence, and leaves nothing', async () => {
    shop.aws.iam.propagationSeconds = 3600;
    const begun = shop.aws.clock.now();
    await shop.create(withRole('Role'));
    expect(shop.failure('Group')).toMatch(
      /message: "ServiceRoleArn: the role arn:aws:iam::123456789012:role\/shop-Role-\S+ must exist and let codedeploy\.amazonaws\.com assume it\. /,
    );
    expect(shop.stack.status).toBe('ROLLBACK_COMPLETE');
    expect((shop.aws.clock.now() - begun) / 60_000).toBeLessThan(7);
    expect(await shop.groupNames()).toEqual([]);
  });

  test('for a group that has one already makes the update wait', async () => {
    await shop.create(withRole('Role'));
    shop.aws.iam.propagationSeconds = 60;
    await shop.update(withRole('NewRole'));
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect((await shop.groupInfo()).serviceRoleArn).toContain(':role/shop-NewRole-');
  });
});

describe('a changed DeploymentGroupName', () => {
  test('is refused in one sentence, for a service belongs to one group only, and everything is as it was', async () => {
    await shop.create({ group: { DeploymentGroupName: 'one' } });
    await shop.update({ group: { DeploymentGroupName: 'two' }, version: 2 });
    expect(shop.failure('Group')).toMatch(
      /message: "ECSServices: the service web in cluster web-cluster belongs to another deployment group, and it can belong to one only\. Delete that group first; a replacement that would put a new group beside it cannot work\. /,
    );
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.groupNames()).toEqual(['one']);
    expect(await shop.deployments()).toEqual([]);

    await shop.update({ group: { DeploymentGroupName: 'one' }, version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe('version 2');
  });

  test('together with another service makes a new group; the deployment follows to it, and both old ones go', async () => {
    const other = await createBlueGreenService(shop.aws, { name: 'other' });
    await shop.create({ group: { DeploymentGroupName: 'one' } });
    await shop.update({
      group: {
        ...groupProperties(other),
        ApplicationName: shop.service.applicationName,
        DeploymentGroupName: 'two',
      },
      deployment: { TaskDefinition: other.taskDefinitions[1] },
    });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(shop.cloudFormation.physicalId(shop.stack, 'Deployment')).toBe('web-application|two');
    expect(await shop.groupNames()).toEqual(['two']);
    expect(Object.keys(await shop.allTags())).toContain('org-codedeploy:ecs-deployment');
    expect(shop.events()).toEqual(
      expect.arrayContaining([
        'Deployment UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
        'Deployment DELETE_COMPLETE',
        'Group DELETE_COMPLETE',
      ]),
    );
    expect(await shop.answer()).toBe('version 1');
  });

  test('together with another service that fails to deploy is taken back to the old group', async () => {
    const other = await createBlueGreenService(shop.aws, { name: 'other' });
    await shop.create({ group: { DeploymentGroupName: 'one' } });
    await shop.update({
      group: {
        ...groupProperties(other),
        ApplicationName: shop.service.applicationName,
        DeploymentGroupName: 'two',
      },
      deployment: { TaskDefinition: other.taskDefinitions[1], ContainerPort: 9090 },
    });
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shop.groupNames()).toEqual(['one']);
    expect(Object.keys(await shop.allTags())).toContain('org-codedeploy:ecs-deployment');

    await shop.update({ group: { DeploymentGroupName: 'one' }, version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
  });
});

describe('what is there already', () => {
  test('a group of that name, made by hand, is named and stays', async () => {
    await shop.byHand.createGroup('web');
    await shop.create({ group: { DeploymentGroupName: 'web' } });
    expect(shop.failure('Group')).toMatch(
      /message: "There is a deployment group web of application web-application already, and it was not made by this resource\. Choose another DeploymentGroupName, or import that group into the stack\. .*HandlerErrorCode: AlreadyExists\)$/,
    );
    expect(shop.stack.status).toBe('ROLLBACK_COMPLETE');
    expect(await shop.groupNames()).toEqual(['web']);
  });

  test('a second deployment resource on one group is refused and names the first', async () => {
    const second: Declaration = {
      Type: 'Org::CodeDeploy::EcsDeployment',
      DependsOn: 'Deployment',
      Properties: {
        ApplicationName: shop.service.applicationName,
        DeploymentGroupName: { 'Fn::Select': [1, { 'Fn::Split': ['|', { Ref: 'Group' }] }] },
        TaskDefinition: shop.service.taskDefinitions[1],
      },
    };
    await shop.create();
    await shop.update({ resources: { Second: second } });
    expect(shop.failure('Second')).toMatch(
      /message: "The deployment group web-application\/\S+ has an Org::CodeDeploy::EcsDeployment already, declared as shop\/Deployment\. A group has at most one: remove the other one first, or import it\." /,
    );
    expect(shop.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await shop.update({ version: 2 });
    expect(shop.stack.status).toBe('UPDATE_COMPLETE');
    expect(await shop.answer()).toBe('version 2');
  });
});
