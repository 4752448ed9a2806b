import { createHash } from 'node:crypto';
import {
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  GetApplicationRevisionCommand,
  GetDeploymentGroupCommand,
  ListTagsForResourceCommand,
  RegisterApplicationRevisionCommand,
  TagResourceCommand,
  UpdateDeploymentGroupCommand,
  type AppSpecContent,
  type BlueGreenDeploymentConfiguration,
  type CreateDeploymentGroupCommandInput,
  type RevisionLocation,
  type TargetGroupPairInfo,
  type UpdateDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy';
import { DescribeTaskSetsCommand } from '@aws-sdk/client-ecs';
import { DescribeListenersCommand, ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { waitFor } from '../account/clock';
import { DeploymentCalls } from './deployment-calls';
import { outcomeOf } from './outcome';
import { GROUP, NAME, OTHER_GROUP, TAG, TARGET_GROUPS } from '../account/names';
import type { Observation } from './observation';
import { observeDeployment } from './deployment';
import type { Account } from '../account/set-up';

const LAG_LIMIT_SECONDS = 60;

/**
 * Observes CodeDeploy: first its refusals, then a group, then deployments.
 * @param withDeployment whether to deploy; without it the run takes a minute
 */
export async function observe(observation: Observation, withDeployment: boolean): Promise<void> {
  await observeRefusals(observation);
  await observeGroup(observation);
  if (withDeployment) await observeDeployment(observation);
}

const BLUE_GREEN: BlueGreenDeploymentConfiguration = {
  deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 30 },
  terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 30 },
};

const KEEP_ALIVE: BlueGreenDeploymentConfiguration = {
  ...BLUE_GREEN,
  terminateBlueInstancesOnDeploymentSuccess: { action: 'KEEP_ALIVE' },
};

const pairOf = ({ productionListenerArn, testListenerArn }: Account): TargetGroupPairInfo => ({
  targetGroups: TARGET_GROUPS.map((name) => ({ name })),
  prodTrafficRoute: { listenerArns: [productionListenerArn] },
  testTrafficRoute: { listenerArns: [testListenerArn] },
});

function groupInput({ account }: Observation): CreateDeploymentGroupCommandInput {
  return {
    ...GROUP,
    serviceRoleArn: account.roleArn,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    ecsServices: [{ clusterName: NAME, serviceName: NAME }],
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    loadBalancerInfo: { targetGroupPairInfoList: [pairOf(account)] },
    blueGreenDeploymentConfiguration: BLUE_GREEN,
    tags: [{ Key: TAG.key, Value: TAG.value }],
  };
}

async function observeRefusals(observation: Observation): Promise<void> {
  const { clients, account, facts } = observation;
  const { codeDeploy } = clients;
  const input = { ...groupInput(observation), ...OTHER_GROUP };
  facts.missingGroup = await outcomeOf(codeDeploy.send(new GetDeploymentGroupCommand(OTHER_GROUP)));
  const tags = codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn: arnOf(account, OTHER_GROUP) }));
  facts.tagsOfMissingGroup = await outcomeOf(tags.then(({ Tags }) => ({ Tags })));
  const serviceRoleArn = `${account.roleArn}-none`;
  facts.unusableRole = await outcomeOf(create({ ...input, serviceRoleArn }));
  facts.absentConfig = await outcomeOf(create({ ...input, deploymentConfigName: undefined }));
  facts.keepAlive = await outcomeOf(create({ ...input, blueGreenDeploymentConfiguration: KEEP_ALIVE }));
  const withPair = (change: Partial<TargetGroupPairInfo>) =>
    outcomeOf(
      create({
        ...input,
        loadBalancerInfo: { targetGroupPairInfoList: [{ ...pairOf(account), ...change }] },
      }),
    );
  const [name] = TARGET_GROUPS;
  facts.equalTargetGroups = await withPair({ targetGroups: [{ name }, { name }] });
  facts.missingTargetGroup = await withPair({ targetGroups: [{ name }, { name: `${NAME}-none` }] });
  const missing = account.productionListenerArn.replace(/[^/]+$/, '0000000000000000');
  facts.missingListener = await withPair({ prodTrafficRoute: { listenerArns: [missing] } });
  await observeRevision(observation);

  /** Creates the group, and deletes it again. A new role is seen late, so that refusal is waited out. */
  async function create(group: CreateDeploymentGroupCommandInput) {
    const isOwnRole = group.serviceRoleArn === account.roleArn;
    await createGroup(observation, group, isOwnRole);
    const { deploymentGroupInfo } = await codeDeploy.send(new GetDeploymentGroupCommand(OTHER_GROUP));
    await codeDeploy.send(new DeleteDeploymentGroupCommand(OTHER_GROUP));
    return { configName: deploymentGroupInfo?.deploymentConfigName };
  }
}

async function createGroup(
  { clients, clock }: Observation,
  group: CreateDeploymentGroupCommandInput,
  retriesRole: boolean,
): Promise<void> {
  await waitFor(
    clock,
    120,
    async () => {
      try {
        return await clients.codeDeploy.send(new CreateDeploymentGroupCommand(group));
      } catch (error) {
        if (retriesRole && error instanceof Error && error.name === 'InvalidRoleException') return undefined;
        throw error;
      }
    },
    10,
  );
}

async function observeGroup(observation: Observation): Promise<void> {
  const { clients, clock, account, facts } = observation;
  const { codeDeploy } = clients;
  await createGroup(observation, groupInput(observation), true);
  const { deploymentGroupInfo } = await codeDeploy.send(new GetDeploymentGroupCommand(GROUP));
  facts.neverSetRollback = { shown: deploymentGroupInfo?.autoRollbackConfiguration !== undefined };

  const ResourceArn = arnOf(account, GROUP);
  const Tags = [{ Key: 'asked', Value: 'yes' }];
  await codeDeploy.send(new TagResourceCommand({ ResourceArn, Tags }));
  const seen = await waitFor(clock, LAG_LIMIT_SECONDS, async () => {
    const answer = await codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn }));
    return answer.Tags?.find(({ Key }) => Key === 'asked');
  });
  facts.tagLagSeconds = seen?.seconds ?? LAG_LIMIT_SECONDS;
  await observeUpdates(observation);
  const [shown] = await new DeploymentCalls(observation).taskSets();
  const describe = { cluster: NAME, service: NAME, taskSets: [shown?.id ?? ''] };
  const { taskSets } = await clients.ecs.send(new DescribeTaskSetsCommand(describe));
  facts.platformVersion = taskSets?.[0]?.platformVersion ?? 'absent';
}

/** Two updates of the group. Afterwards it is as before. */
async function observeUpdates({ clients, account, facts }: Observation): Promise<void> {
  const update = (change: Partial<UpdateDeploymentGroupCommandInput>) =>
    clients.codeDeploy.send(
      new UpdateDeploymentGroupCommand({
        applicationName: GROUP.applicationName,
        currentDeploymentGroupName: GROUP.deploymentGroupName,
        ...change,
      }),
    );
  const { terminateBlueInstancesOnDeploymentSuccess } = BLUE_GREEN;
  const half = { terminateBlueInstancesOnDeploymentSuccess };
  const halved = update({ blueGreenDeploymentConfiguration: half }).then(async () => {
    const { deploymentGroupInfo } = await clients.codeDeploy.send(new GetDeploymentGroupCommand(GROUP));
    const { deploymentReadyOption } = deploymentGroupInfo?.blueGreenDeploymentConfiguration ?? {};
    return { kept: deploymentReadyOption?.actionOnTimeout === 'STOP_DEPLOYMENT' };
  });
  facts.halfBlueGreen = await outcomeOf(halved);
  await update({ blueGreenDeploymentConfiguration: BLUE_GREEN });

  const ListenerArn = account.productionListenerArn;
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: account.targetGroupArns[0] }];
  await clients.elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
  await update({ loadBalancerInfo: { targetGroupPairInfoList: [pairOf(account)] } });
  const { Listeners } = await clients.elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }));
  const { ForwardConfig } = Listeners?.[0]?.DefaultActions?.[0] ?? {};
  facts.updatedListener = { targetGroups: ForwardConfig?.TargetGroups?.length ?? 1 };
}

/** Registers an AppSpec, and reads it by its hash. */
async function observeRevision(observation: Observation): Promise<void> {
  const { clients, facts } = observation;
  const { applicationName } = GROUP;
  const content = new DeploymentCalls(observation).appSpec;
  const revisionOf = (appSpecContent: AppSpecContent): RevisionLocation => ({
    revisionType: 'AppSpecContent',
    appSpecContent,
  });
  const register = { applicationName, revision: revisionOf({ content }) };
  await clients.codeDeploy.send(new RegisterApplicationRevisionCommand(register));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const get = new GetApplicationRevisionCommand({ applicationName, revision: revisionOf({ sha256 }) });
  const found = clients.codeDeploy.send(get);
  facts.revisionBySha256 = await outcomeOf(
    found.then(({ revision }) => ({ isSame: revision?.appSpecContent?.content === content })),
  );
}

/** The ARN of a group, from that of a listener: both have partition, region and account. */
function arnOf({ productionListenerArn }: Account, { deploymentGroupName }: typeof GROUP): string {
  const [arn, partition, , region, accountId] = productionListenerArn.split(':');
  return [
    arn,
    partition,
    'codedeploy',
    region,
    accountId,
    'deploymentgroup',
    `${NAME}/${deploymentGroupName}`,
  ].join(':');
}
