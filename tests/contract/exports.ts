import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientConfiguration, type LocalAws } from '#local-aws';
import { startScenario } from '#test-kit';
import type { ResourceType } from '../../scripts/types';

const GROUP = 'contract-test';
const ALARM = 'contract-test-errors';
const HOOK = 'contract-test-hook';

/**
 * Sets up what a resource of the type needs: a blue/green service, an alarm, a topic, a hook function, and for a
 * deployment the group as well.
 * @returns values of the CloudFormation exports that the inputs of the contract tests name
 */
export async function prepareExports(type: ResourceType, aws: LocalAws): Promise<Record<string, string>> {
  const scenario = await startScenario({
    on: aws,
    group: type.folder === 'deployment' ? { deploymentGroupName: GROUP } : 'none',
    waits: { termination: 5 },
  });
  await scenario.setAlarm(ALARM, 'OK');
  const sns = new SNSClient(clientConfiguration(aws));
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'contract-test' }));
  const { service } = scenario;
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
    TopicArn,
    HookFunctionName: HOOK,
    HookFunctionArn: await scenario.makeHook(HOOK, 'Succeeded'),
    SubnetA: 'subnet-1',
    SubnetB: 'subnet-2',
    SecurityGroup: 'sg-1',
  };
}
