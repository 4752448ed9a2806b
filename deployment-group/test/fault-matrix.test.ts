import {
  BatchGetDeploymentsCommand,
  GetDeploymentGroupCommand,
  ListDeploymentGroupsCommand,
  ListDeploymentsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-codedeploy';
import { describeDeployments, describeFaultMatrix, groupArn, type Answer, type Outcome } from '#test-kit';
import { flows } from './fault-matrix-flows';
import { startGroupScenario, type GroupScenario } from './group-scenario';

/** What is left in the end, without names and ids, which no two runs share. */
async function outcome(scenario: GroupScenario, answer: Answer): Promise<Outcome> {
  const atTheEnd = await deploymentsOf(scenario);
  await scenario.aws.clock.advance(2 * 60 * 60);
  const everywhere = (value: unknown): string =>
    JSON.stringify(value ?? null)
      .replaceAll(scenario.service.serviceName, 'web')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid')
      .replace(/\/[0-9a-f]{16}/g, '/id')
      .replace(/@[0-9a-z]{8}(?=[@ ])/g, '@moment');
  return {
    status: answer.status,
    errorCode: answer.errorCode,
    model: everywhere(answer.resourceModel),
    atTheEnd,
    groups: everywhere(await groupsOf(scenario)),
    live: await scenario.liveVersion(),
    deployments: await deploymentsOf(scenario),
  };
}

/** Every group of the application, with its tags, reserved ones included. */
async function groupsOf({ aws, codeDeploy, service: { applicationName } }: GroupScenario): Promise<object[]> {
  const { deploymentGroups = [] } = await codeDeploy.send(
    new ListDeploymentGroupsCommand({ applicationName }),
  );
  const groups = deploymentGroups.map(async (deploymentGroupName) => {
    const key = { applicationName, deploymentGroupName };
    const { deploymentGroupInfo } = await codeDeploy.send(new GetDeploymentGroupCommand(key));
    const settings = {
      ...deploymentGroupInfo,
      lastAttemptedDeployment: null,
      lastSuccessfulDeployment: null,
    };
    const ResourceArn = groupArn(aws, key);
    const { Tags } = await codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn }));
    return { ...settings, Tags };
  });
  return Promise.all(groups);
}

/**
 * Who started which deployment, and how it is; they outlive their group, so they are found among the newest of all.
 * A rollback that has succeeded is left out: a stop that comes a little later has more to roll back, and what it came
 * to shows in what is live.
 */
async function deploymentsOf({ codeDeploy, service }: GroupScenario): Promise<string[]> {
  const { deployments = [] } = await codeDeploy.send(new ListDeploymentsCommand({}));
  if (deployments.length === 0) return [];
  const { deploymentsInfo = [] } = await codeDeploy.send(
    new BatchGetDeploymentsCommand({ deploymentIds: deployments.slice(0, 25) }),
  );
  return deploymentsInfo
    .filter(({ applicationName }) => applicationName === service.applicationName)
    .map(({ creator, status }) => `${creator ?? ''} ${status ?? ''}`)
    .filter((deployment) => deployment !== 'codeDeployRollback Succeeded');
}

/** Names, configurations, triggers and tags of groups that are given as JSON text. */
function essence(groups: string): string {
  const all = JSON.parse(groups) as {
    deploymentGroupName: string;
    deploymentConfigName: string;
    triggerConfigurations: { triggerName: string }[];
    Tags: { Key: string; Value: string }[];
  }[];
  const one = (group: (typeof all)[number]): string => {
    const triggers = group.triggerConfigurations.map(({ triggerName }) => triggerName);
    const tags = group.Tags.filter(({ Key }) => !Key.startsWith('org-')).map(
      ({ Key, Value }) => `${Key}=${Value}`,
    );
    const reserved = group.Tags.length - tags.length;
    const config = group.deploymentConfigName.split('.')[1] ?? '';
    return [group.deploymentGroupName, config, ...triggers, ...tags, `${reserved} reserved`].join(' ');
  };
  return all.map(one).join(' and ') || 'none';
}

describeFaultMatrix({
  title: 'Org::CodeDeploy::EcsDeploymentGroup',
  summary: ({ status, errorCode, groups, live, deployments }) =>
    `${String(errorCode ?? status)}, groups: ${essence(String(groups))}, version ${String(live)}: ${describeDeployments(deployments)}`,
  flows,
  open: (aws, name) => startGroupScenario({ on: aws, service: { name, inProcess: true } }),
  outcome,
});
