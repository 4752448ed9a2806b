import { Move } from './move';
import {
  customResourceFunction,
  ecsDeployment,
  nativeGroup,
  shop,
  taskDefinition,
  type Resources,
} from './shop';

/* docs/moving-in.md, "cdk-ecs-codedeploy": the resources that its construct makes, with a native deployment group. */

const KEPT = { UpdateReplacePolicy: 'Retain' };

/**
 * As the construct's provider, without its wait: each create and each update starts a deployment, whose id is the physical
 * id; a delete stops that deployment and ignores a refusal.
 */
const PROVIDER = `
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
const response = require('cfn-response');
exports.handler = async (event, context) => {
  const codeDeploy = new CodeDeploy({});
  const { applicationName, deploymentGroupName, revisionAppSpecContent: content } = event.ResourceProperties;
  let deploymentId = event.PhysicalResourceId;
  if (event.RequestType === 'Delete') {
    await codeDeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true }).catch((error) => console.log(error.name));
  } else {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } };
    ({ deploymentId } = await codeDeploy.createDeployment({ applicationName, deploymentGroupName, revision }));
  }
  await response.send(event, context, response.SUCCESS, {}, deploymentId);
};`;

const APP_SPEC =
  '{"version":"0.0","Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{"TaskDefinition":"${TaskDefinition}","LoadBalancerInfo":{"ContainerName":"web","ContainerPort":80}}}}]}';

const customDeployment: Resources = {
  ...customResourceFunction('Provider', PROVIDER),
  CustomDeployment: {
    Type: 'Custom::EcsDeployment',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] },
      applicationName: { Ref: 'Application' },
      deploymentGroupName: { Ref: 'Group' },
      revisionAppSpecContent: { 'Fn::Sub': APP_SPEC },
    },
  },
};

const withTask = (version: number, more: Resources) =>
  shop(version, { TaskDefinition: taskDefinition(version, KEPT), Group: nativeGroup(), ...more });

let move: Move;
beforeEach(async () => {
  // The construct deploys at its creation too, although the service runs that version already.
  move = await Move.start(withTask(1, customDeployment));
  await move.wait(600);
  expect(await move.update(withTask(2, customDeployment))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.deployments).toBe(2);
  expect(await move.users.now()).toBe('version 2');
  move.users.take();
});
afterEach(() => move.close());

test('one update replaces the custom resource and its provider, without a deployment and without a lost request', async () => {
  const moved = (version: number) => withTask(version, { Deployment: ecsDeployment({ Ref: 'Group' }) });
  expect(await move.update(moved(2))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.deployments).toBe(2);
  expect(move.users.take()).toEqual(['version 2']);
  // The delete of the custom resource asks CodeDeploy to stop a deployment that has ended, which changes nothing.
  expect(move.aws.calls.filter(({ operation }) => operation === 'StopDeployment')).toHaveLength(2);

  expect(await move.update(moved(3))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(3);
  expect(move.users.take()).toEqual(['version 2', 'version 3']);
});
