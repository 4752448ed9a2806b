import {
  CodeDeployClient,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  type DeploymentGroupInfo,
} from '@aws-sdk/client-codedeploy';
import { DescribeServicesCommand, ECSClient, type Service, type TaskSet } from '@aws-sdk/client-ecs';
import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Facts } from './facts';
import { readHooks } from './hooks';
import { ask, Refusal, refusalOf } from './refusal';
import { readRoute } from './routes';

export interface Names {
  applicationName: string;
  groupName: string;
}

export interface Place {
  region: string | undefined;
  endpoint: string | undefined;
}

/**
 * Reads what a hand-over needs, by calls that change nothing.
 * @throws Refusal when the group cannot be handed over now
 */
export async function readFacts({ applicationName, groupName }: Names, place: Place): Promise<Facts> {
  const configuration = {
    ...(place.region !== undefined && { region: place.region }),
    ...(place.endpoint !== undefined && { endpoint: place.endpoint }),
  };
  const codeDeploy = new CodeDeployClient(configuration);
  const ecs = new ECSClient(configuration);
  const elb = new ElasticLoadBalancingV2Client(configuration);
  const region = await ask('The region', () => codeDeploy.config.region());
  const group = await readGroup(codeDeploy, { applicationName, groupName }, region, configuration);
  const { service, clusterName } = await readService(ecs, group);
  const primary = primaryOf(service);
  const { deploymentConfigInfo } = await ask('codedeploy:GetDeploymentConfig', () =>
    codeDeploy.send(new GetDeploymentConfigCommand({ deploymentConfigName: group.deploymentConfigName })),
  );
  const [pair] = group.loadBalancerInfo?.targetGroupPairInfoList ?? [];
  const pairNames = pair?.targetGroups?.map(({ name = '' }) => name) ?? [];
  const { TargetGroups = [] } = await ask('elasticloadbalancing:DescribeTargetGroups', () =>
    elb.send(new DescribeTargetGroupsCommand({ Names: pairNames })),
  );
  const arns = TargetGroups.map(({ TargetGroupArn = '' }) => TargetGroupArn);
  const liveTargetGroup = primary.loadBalancers?.[0]?.targetGroupArn ?? '';
  const otherTargetGroup = arns.find((arn) => arn !== liveTargetGroup);
  if (!arns.includes(liveTargetGroup) || otherTargetGroup === undefined)
    throw new Refusal(
      `The tasks of ${service.serviceName ?? ''} run in ${liveTargetGroup}, which is not one of the target groups of the group (${pairNames.join(', ')}). Deploy once with CodeDeploy, then try again.`,
    );
  const readAt = (listenerArn: string) => readRoute(elb, listenerArn, arns);
  const [productionArn = ''] = pair?.prodTrafficRoute?.listenerArns ?? [];
  const [testArn] = pair?.testTrafficRoute?.listenerArns ?? [];
  const { hooks, unknown } = await readHooks(codeDeploy, group, service.serviceArn ?? '');
  return {
    region,
    applicationName,
    groupName,
    group,
    traffic: deploymentConfigInfo?.trafficRoutingConfig ?? { type: 'AllAtOnce' },
    service,
    clusterName,
    primary,
    liveTargetGroup,
    otherTargetGroup,
    production: await readAt(productionArn),
    test: testArn === undefined ? undefined : await readAt(testArn),
    hooks,
    hooksUnknown: unknown,
  };
}

async function readGroup(
  codeDeploy: CodeDeployClient,
  { applicationName, groupName }: Names,
  region: string,
  configuration: object,
): Promise<DeploymentGroupInfo> {
  const input = { applicationName, deploymentGroupName: groupName };
  try {
    const { deploymentGroupInfo } = await codeDeploy.send(new GetDeploymentGroupCommand(input));
    if (deploymentGroupInfo?.computePlatform === 'ECS') return deploymentGroupInfo;
    throw new Refusal(`The deployment group ${applicationName}/${groupName} is not for ECS.`);
  } catch (error) {
    const isAbsent = error instanceof Error && error.name.includes('DoesNotExist');
    if (!isAbsent) throw refusalOf(error, 'codedeploy:GetDeploymentGroup');
    const account = await accountOf(configuration);
    throw new Refusal(
      `There is no deployment group ${applicationName}/${groupName} in region ${region} of account ${account}. Look at the name, --region and the credentials.`,
    );
  }
}

/** Only for a sentence: any failure of the call is no reason to fail. */
async function accountOf(configuration: object): Promise<string> {
  try {
    const { Account } = await new STSClient(configuration).send(new GetCallerIdentityCommand({}));
    return Account ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

async function readService(
  ecs: ECSClient,
  group: DeploymentGroupInfo,
): Promise<{ service: Service; clusterName: string }> {
  const [{ clusterName: cluster = '', serviceName = '' } = {}] = group.ecsServices ?? [];
  const { services = [] } = await ask('ecs:DescribeServices', () =>
    ecs.send(new DescribeServicesCommand({ cluster, services: [serviceName] })),
  );
  const service = services.find(({ status }) => status === 'ACTIVE');
  if (!service)
    throw new Refusal(
      `The service ${cluster}/${serviceName} of the group does not exist. There is nothing to hand over.`,
    );
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'CODE_DEPLOY')
    throw new Refusal(
      `The service ${cluster}/${serviceName} has the deployment controller ${controller} already. Import it into its stack: step 4 of docs/moving-on.md.`,
    );
  return { service, clusterName: service.clusterArn?.split('/').at(-1) ?? cluster };
}

function primaryOf({ serviceName = '', taskSets = [] }: Service): TaskSet {
  const primary = taskSets.find(({ status }) => status === 'PRIMARY');
  const other = taskSets.find(({ status }) => status === 'ACTIVE');
  if (other)
    throw new Refusal(
      `A deployment of ${serviceName} runs (task set ${other.id ?? ''}). Wait for its end, or stop it with rollback, then try again.`,
    );
  if (!primary)
    throw new Refusal(`The service ${serviceName} has no PRIMARY task set. Deploy once, then try again.`);
  return primary;
}
