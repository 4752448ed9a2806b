import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, CreateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { strToU8, zipSync } from 'fflate';
import {
  type BlueGreenService,
  type LocalAws,
  clientConfiguration,
  createBlueGreenService,
} from '#local-aws';
import { errorsAlarm } from '#test-kit';
import type { ResourceType } from '../../scripts/types';

const GROUP = 'contract-test';
const ALARM = 'contract-test-errors';
const HOOK = 'contract-test-hook';

/**
 * Sets up what a resource of the type needs: a service that can be deployed blue/green, an alarm, a topic, a hook
 * function, and for a deployment also the group.
 * @returns values for the names that the inputs of the contract tests have
 */
export async function prepare(type: ResourceType, aws: LocalAws): Promise<Record<string, string>> {
  const service = await createBlueGreenService(aws);
  const configuration = clientConfiguration(aws);
  await new CloudWatchClient(configuration).send(new PutMetricAlarmCommand(errorsAlarm(ALARM)));
  const topic = await new SNSClient(configuration).send(new CreateTopicCommand({ Name: 'contract-test' }));
  const hookArn = await createHook(aws);
  if (type.folder === 'deployment') await createGroup(aws, service);
  const [blue, green] = service.targetGroups;
  return {
    ApplicationName: service.applicationName,
    DeploymentGroupName: GROUP,
    ServiceRoleArn: service.serviceRoleArn,
    ClusterName: service.clusterName,
    ServiceName: service.serviceName,
    BlueTargetGroupName: blue.name,
    GreenTargetGroupName: green.name,
    ProdListenerArn: service.productionListenerArn,
    TestListenerArn: service.testListenerArn,
    TaskDefinition2: service.taskDefinitions[1],
    TaskDefinition3: service.taskDefinitions[2],
    AlarmName: ALARM,
    TopicArn: topic.TopicArn ?? '',
    HookFunctionName: HOOK,
    HookFunctionArn: hookArn,
    SubnetA: 'subnet-1',
    SubnetB: 'subnet-2',
    SecurityGroup: 'sg-1',
  };
}

/** A hook that finds every version good. */
const HOOK_CODE = `
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
exports.handler = ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) =>
  new CodeDeploy().putLifecycleEventHookExecutionStatus({
    deploymentId,
    lifecycleEventHookExecutionId,
    status: 'Succeeded',
  });
`;

async function createHook(aws: LocalAws): Promise<string> {
  const configuration = clientConfiguration(aws);
  const role = await new IAMClient(configuration).send(
    new CreateRoleCommand({
      RoleName: HOOK,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      }),
    }),
  );
  const hook = await new LambdaClient(configuration).send(
    new CreateFunctionCommand({
      FunctionName: HOOK,
      Role: role.Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.js': strToU8(HOOK_CODE) }) },
    }),
  );
  return hook.FunctionArn ?? '';
}

async function createGroup(aws: LocalAws, service: BlueGreenService): Promise<void> {
  await new CodeDeployClient(clientConfiguration(aws)).send(
    new CreateDeploymentGroupCommand({
      applicationName: service.applicationName,
      deploymentGroupName: GROUP,
      serviceRoleArn: service.serviceRoleArn,
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      blueGreenDeploymentConfiguration: {
        deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
        terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
      },
      loadBalancerInfo: {
        targetGroupPairInfoList: [
          {
            targetGroups: service.targetGroups.map(({ name }) => ({ name })),
            prodTrafficRoute: { listenerArns: [service.productionListenerArn] },
            testTrafficRoute: { listenerArns: [service.testListenerArn] },
          },
        ],
      },
      ecsServices: [{ clusterName: service.clusterName, serviceName: service.serviceName }],
    }),
  );
}
