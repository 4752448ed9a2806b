import { Move, groupToImport } from './move';
import {
  GROUP_PROPERTIES,
  customResourceFunction,
  ecsDeployment,
  shop,
  taskDefinition,
  type Resources,
} from './shop';

/* docs/moving-in.md, "Two custom resources": a group and a deployment by functions of one's own. */

const NAME = 'shop-blue-green';
const KEPT = { UpdateReplacePolicy: 'Retain' };

/** Makes, changes and deletes a deployment group. */
const GROUP_FUNCTION = `
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
const response = require('cfn-response');
exports.handler = async (event, context) => {
  const { ServiceToken, GroupName: deploymentGroupName, ...properties } = event.ResourceProperties;
  const applicationName = properties.ApplicationName;
  const [service] = properties.Services;
  const input = {
    applicationName,
    serviceRoleArn: properties.RoleArn,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    ecsServices: [{ clusterName: service.Cluster, serviceName: service.Name }],
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
    },
    loadBalancerInfo: { targetGroupPairInfoList: [{
      targetGroups: properties.TargetGroups.map((name) => ({ name })),
      prodTrafficRoute: { listenerArns: [properties.Listener] },
      testTrafficRoute: { listenerArns: [properties.TestListener] },
    }] },
  };
  const codeDeploy = new CodeDeploy({});
  try {
    if (event.RequestType === 'Create') await codeDeploy.createDeploymentGroup({ ...input, deploymentGroupName });
    else if (event.RequestType === 'Update') await codeDeploy.updateDeploymentGroup({ ...input, currentDeploymentGroupName: deploymentGroupName });
    else await codeDeploy.deleteDeploymentGroup({ applicationName, deploymentGroupName });
    await response.send(event, context, response.SUCCESS, {}, deploymentGroupName);
  } catch (error) {
    console.error(error);
    await response.send(event, context, response.FAILED, {}, deploymentGroupName);
  }
};`;

/** Starts a deployment at each update. Its creation and its deletion do nothing. */
const DEPLOYMENT_FUNCTION = `
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
const response = require('cfn-response');
exports.handler = async (event, context) => {
  const { ApplicationName: applicationName, GroupName: deploymentGroupName, TaskDefinition } = event.ResourceProperties;
  if (event.RequestType === 'Update') {
    const content = JSON.stringify({ version: 0, Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: {
      TaskDefinition, LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 },
    } } }] });
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } };
    await new CodeDeploy({}).createDeployment({ applicationName, deploymentGroupName, revision });
  }
  await response.send(event, context, response.SUCCESS, {}, 'deployment');
};`;

const functions: Resources = {
  ...customResourceFunction('GroupFunction', GROUP_FUNCTION),
  ...customResourceFunction('DeploymentFunction', DEPLOYMENT_FUNCTION),
};

const customGroup = (attributes: object = {}): Resources => ({
  Group: {
    Type: 'Custom::BlueGreenGroup',
    ...attributes,
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['GroupFunction', 'Arn'] },
      ApplicationName: { Ref: 'Application' },
      GroupName: NAME,
      RoleArn: { 'Fn::GetAtt': ['CodeDeployRole', 'Arn'] },
      Services: [{ Cluster: { Ref: 'Cluster' }, Name: { 'Fn::GetAtt': ['Service', 'Name'] } }],
      TargetGroups: ['Blue', 'Green'].map((name) => ({ 'Fn::GetAtt': [name, 'TargetGroupName'] })),
      Listener: { Ref: 'ProductionListener' },
      TestListener: { Ref: 'TestListener' },
    },
  },
});

const customDeployment: Resources = {
  Deployment: {
    Type: 'Custom::BlueGreenDeployment',
    DependsOn: 'Group',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['DeploymentFunction', 'Arn'] },
      ApplicationName: { Ref: 'Application' },
      GroupName: NAME,
      TaskDefinition: { Ref: 'TaskDefinition' },
    },
  },
};

const old = (version: number) =>
  shop(version, {
    TaskDefinition: taskDefinition(version, KEPT),
    ...functions,
    ...customGroup(),
    ...customDeployment,
  });

const ourGroup: Resources = {
  Group: {
    Type: 'Org::CodeDeploy::EcsDeploymentGroup',
    DeletionPolicy: 'Retain',
    Properties: { ...GROUP_PROPERTIES, DeploymentGroupName: NAME },
  },
};

let move: Move;
beforeEach(async () => {
  move = await Move.start(old(1));
  // A release in the old way, so that the running tasks are in the other target group than the template names.
  expect(await move.update(old(2))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(await move.users.now()).toBe('version 2');
  expect(move.deployments).toBe(1);
  move.users.take();
});
afterEach(() => move.close());

test('both custom resources become resources of these types, without a deployment and without a lost request', async () => {
  const now = { TaskDefinition: taskDefinition(2, KEPT) };
  const deployment = { NewDeployment: ecsDeployment(NAME) };
  // 1. The deployment is of this repository's type, and the group will stay.
  const retained = { ...now, ...functions, ...customGroup({ DeletionPolicy: 'Retain' }), ...deployment };
  expect(await move.update(shop(2, retained))).toBe('UPDATE_COMPLETE');
  // 2. The group leaves the template.
  const without = { ...now, ...functions, ...deployment };
  expect((await move.planned(shop(2, without), 'Group'))?.PolicyAction).toBe('Retain');
  expect(await move.update(shop(2, without))).toBe('UPDATE_COMPLETE');
  // 3. The group is imported.
  const imported = { ...without, ...ourGroup };
  expect(await move.import(shop(2, imported), groupToImport(move.physicalId('Application'), NAME))).toBe(
    'IMPORT_COMPLETE',
  );
  // 4. The functions go.
  const tidy = { ...now, ...ourGroup, NewDeployment: ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] }) };
  expect(await move.update(shop(2, tidy))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.deployments).toBe(1);
  expect(move.users.take()).toEqual(['version 2']);

  const next = { ...tidy, TaskDefinition: taskDefinition(3, KEPT) };
  expect(await move.update(shop(3, next))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(2);
  expect(move.users.take()).toEqual(['version 2', 'version 3']);
});

test('without Retain in force, the change set shows that the group would be deleted', async () => {
  const policyOnly = shop(2, {
    TaskDefinition: taskDefinition(2, KEPT),
    ...functions,
    ...customGroup({ DeletionPolicy: 'Retain' }),
    ...customDeployment,
  });
  await expect(move.update(policyOnly)).rejects.toThrow('No updates are to be performed.');
  const without = shop(2, { TaskDefinition: taskDefinition(2, KEPT), ...functions });
  expect((await move.planned(without, 'Group'))?.PolicyAction).toBe('Delete');
});
