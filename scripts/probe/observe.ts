import {
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  GetDeploymentGroupCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  type CreateDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy';
import { waitFor } from './clock';
import { outcomeOf } from './facts';
import { GROUP, NAME, OTHER_GROUP, TAG, TARGET_GROUPS } from './names';
import type { Observation } from './observation';
import { observeDeployment } from './observe-deployment';
import type { Account } from './set-up';

const LAG_LIMIT_SECONDS = 60;

/**
 * Observes CodeDeploy: first its refusals, then a group, then one deployment that is stopped in its termination wait.
 * @param withDeployment whether to deploy; without it the run takes a minute
 */
export async function observe(observation: Observation, withDeployment: boolean): Promise<void> {
  await observeRefusals(observation);
  await observeGroup(observation);
  if (withDeployment) await observeDeployment(observation);
}

function groupInput({ account }: Observation): CreateDeploymentGroupCommandInput {
  return {
    ...GROUP,
    serviceRoleArn: account.roleArn,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    ecsServices: [{ clusterName: NAME, serviceName: NAME }],
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: TARGET_GROUPS.map((name) => ({ name })),
          prodTrafficRoute: { listenerArns: [account.productionListenerArn] },
          testTrafficRoute: { listenerArns: [account.testListenerArn] },
        },
      ],
    },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 30 },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 30 },
    },
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
