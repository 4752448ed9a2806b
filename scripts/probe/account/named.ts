import { ListTagsForResourceCommand, GetApplicationCommand } from '@aws-sdk/client-codedeploy';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import type { Clients } from './clients';
import { waitFor, type Clock } from './clock';
import { NAME, TAG, TARGET_GROUPS } from './names';
import { typeReaders } from './named-types';

/** What means that a resource is not there, or that its parent is not. */
export const ABSENT =
  /NotFound|DoesNotExist|NoSuchEntity|NoSuchBucket|ClusterNotFound|ServiceNotActive|ServiceNotFound|AlreadyCompleted/;

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

export type Kind =
  | 'service'
  | 'application'
  | 'load balancer'
  | 'first target group'
  | 'second target group'
  | 'cluster'
  | 'role';

/** What a run is about: CodeDeploy with a service, and CloudFormation with types. Each has its own resources. */
export type Part = 'codedeploy' | 'cloudformation';

export const PARTS: readonly Part[] = ['codedeploy', 'cloudformation'];

/** What has a name of the probe. Only what has its tag too is the probe's own. */
export interface Named {
  own: ReadonlySet<string>;
  /** ARNs of the probe's own task definitions. */
  taskDefinitions: readonly string[];
  /** A sentence for each resource of others, which stays. */
  foreign: readonly string[];
  /** A sentence for each that could not be read. */
  unread: readonly string[];
}

type Tags = { key: string | undefined; value: string | undefined }[];

/** CodeDeploy may show the tag of a new application late. */
const TAG_LAG_SECONDS = 60;

/** Looks for every resource that a run about these parts makes. */
export async function findNamed(
  clients: Clients,
  clock: Clock,
  parts: readonly Part[] = PARTS,
): Promise<Named> {
  const own = new Set<string>();
  const foreign: string[] = [];
  const unread: string[] = [];
  const look = async (what: string, read: () => Promise<void>) => {
    try {
      await read();
    } catch (error) {
      if (!ABSENT.test(nameOf(error))) unread.push(`${what} could not be read: ${messageOf(error)}`);
    }
  };
  const lookedFor = parts.includes('codedeploy') ? Object.entries(readers(clients, clock)) : [];
  for (const [kind, read] of lookedFor)
    await look(`The ${kind}`, async () => {
      const tags = await read();
      if (tags && isOwn(tags)) own.add(kind);
      else if (tags)
        foreign.push(`The ${kind} ${NAME} is not the probe's and stays: it has not the tag ${TAGGED}.`);
    });
  const taskDefinitions: string[] = [];
  if (parts.includes('codedeploy'))
    await look('The task definitions', async () => {
      const found = await findTaskDefinitions(clients);
      taskDefinitions.push(...found.own);
      for (const each of found.foreign)
        foreign.push(
          `The task definition ${each} is not the probe's and stays: it has not the tag ${TAGGED}.`,
        );
    });
  const ofTypes = parts.includes('cloudformation') ? Object.entries(typeReaders(clients, clock)) : [];
  for (const [kind, read] of ofTypes)
    await look(`The ${kind}`, async () => {
      const found = await read();
      if (found === 'own') own.add(kind);
      else if (found) foreign.push(foreignSentence(kind));
    });
  return { own, taskDefinitions, foreign, unread };
}

const foreignSentence = (kind: string): string =>
  kind.startsWith('type')
    ? `The ${kind} is registered already and stays: its description is not the probe's.`
    : `The ${kind} is not the probe's and stays: it has not the tag ${TAGGED}.`;

const TAGGED = `${TAG.key}: ${TAG.value}`;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isOwn = (tags: Tags): boolean => tags.some(({ key, value }) => key === TAG.key && value === TAG.value);

const toTags = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Tags =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }));

const lowerTags = (tags: readonly { key?: string | undefined; value?: string | undefined }[] = []): Tags =>
  tags.map(({ key, value }) => ({ key, value }));

function readers(clients: Clients, clock: Clock): Record<Kind, () => Promise<Tags | undefined>> {
  const { ecs, elb, iam } = clients;
  const balancingTags = async (arn: string | undefined): Promise<Tags> => {
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [arn ?? ''] }));
    return toTags(TagDescriptions?.[0]?.Tags);
  };
  const targetGroup = (Name: string) => async () => {
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: [Name] }));
    return balancingTags(TargetGroups?.[0]?.TargetGroupArn);
  };
  return {
    service: async () => {
      const input = { cluster: NAME, services: [NAME], include: ['TAGS' as const] };
      const { services = [] } = await ecs.send(new DescribeServicesCommand(input));
      const shown = services.find(({ status }) => status === 'ACTIVE');
      return shown && lowerTags(shown.tags);
    },
    application: () => applicationTags(clients, clock),
    'load balancer': async () => {
      const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: [NAME] }));
      return balancingTags(LoadBalancers?.[0]?.LoadBalancerArn);
    },
    'first target group': targetGroup(TARGET_GROUPS[0]),
    'second target group': targetGroup(TARGET_GROUPS[1]),
    cluster: async () => {
      const { clusters = [] } = await ecs.send(
        new DescribeClustersCommand({ clusters: [NAME], include: ['TAGS'] }),
      );
      const shown = clusters.find(({ status }) => status === 'ACTIVE');
      return shown && lowerTags(shown.tags);
    },
    role: async () => toTags((await iam.send(new GetRoleCommand({ RoleName: NAME }))).Role?.Tags),
  };
}

async function applicationTags({ codeDeploy, ecs }: Clients, clock: Clock): Promise<Tags> {
  await codeDeploy.send(new GetApplicationCommand({ applicationName: NAME }));
  // CodeDeploy shows no ARN. ECS names one with the account, whether the cluster exists or not.
  const { clusters, failures } = await ecs.send(new DescribeClustersCommand({ clusters: [NAME] }));
  const [arn, partition, , region, account] = (clusters?.[0]?.clusterArn ?? failures?.[0]?.arn ?? '').split(
    ':',
  );
  const ResourceArn = [arn, partition, 'codedeploy', region, account, 'application', NAME].join(':');
  const read = async () => {
    const tags = toTags((await codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags);
    return tags.length > 0 ? tags : undefined;
  };
  return (await waitFor(clock, TAG_LAG_SECONDS, read, 5))?.answer ?? [];
}

async function findTaskDefinitions({ ecs }: Clients) {
  const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: NAME }));
  const own: string[] = [];
  const foreign: string[] = [];
  for (const taskDefinition of taskDefinitionArns) {
    const { tags } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
    if (isOwn(lowerTags(tags))) own.push(taskDefinition);
    else foreign.push(taskDefinition.split('/').at(-1) ?? '');
  }
  return { own, foreign };
}
