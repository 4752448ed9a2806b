import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Part, Read, Reads } from '#view';
import type { WatchOptions } from './options';

/** Every call that the watch makes. */
type Calls = { readonly [Name in keyof Reads]: (input: Reads[Name][0]) => Promise<Reads[Name][1]> };

/** A stack, as DescribeStacks shows it. */
export interface FoundStack {
  id: string;
  name: string;
  status: string;
}

/** The account that is watched. All calls only read. */
export interface WatchedAccount {
  /** @returns undefined when there is no such stack */
  findStack(nameOrId: string): Promise<FoundStack | undefined>;
  /** The events of a stack, newest first; ends when `enough` says so of an event. */
  events(stackId: string, enough: (event: StackEvent) => boolean): Promise<StackEvent[]>;
  /** The resources of a stack. */
  resources(stackId: string): Promise<Part[]>;
  read: Read;
  close(): void;
}

/** @param options region and endpoint; credentials come from the SDK's usual places, and are read anew for each account */
export function openWatchedAccount({
  region,
  endpoint,
}: Pick<WatchOptions, 'region' | 'endpoint'>): WatchedAccount {
  const configuration = {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const cloudFormation = new CloudFormationClient(configuration);
  const cloudWatch = new CloudWatchClient(configuration);
  const codeDeploy = new CodeDeployClient(configuration);
  const ecs = new ECSClient(configuration);
  const loadBalancing = new ElasticLoadBalancingV2Client(configuration);
  const calls: Calls = {
    'cloudwatch:DescribeAlarms': (input) => cloudWatch.send(new DescribeAlarmsCommand(input)),
    'codedeploy:GetApplicationRevision': (input) => codeDeploy.send(new GetApplicationRevisionCommand(input)),
    'codedeploy:GetDeployment': (input) => codeDeploy.send(new GetDeploymentCommand(input)),
    'codedeploy:GetDeploymentGroup': (input) => codeDeploy.send(new GetDeploymentGroupCommand(input)),
    'codedeploy:GetDeploymentTarget': (input) => codeDeploy.send(new GetDeploymentTargetCommand(input)),
    'codedeploy:ListDeployments': (input) => codeDeploy.send(new ListDeploymentsCommand(input)),
    'ecs:DescribeServices': (input) => ecs.send(new DescribeServicesCommand(input)),
    'elasticloadbalancing:DescribeRules': (input) => loadBalancing.send(new DescribeRulesCommand(input)),
    'elasticloadbalancing:DescribeTargetHealth': (input) =>
      loadBalancing.send(new DescribeTargetHealthCommand(input)),
  };

  return {
    async findStack(nameOrId) {
      try {
        const { Stacks: [stack] = [] } = await cloudFormation.send(
          new DescribeStacksCommand({ StackName: nameOrId }),
        );
        return { id: stack?.StackId ?? '', name: stack?.StackName ?? '', status: stack?.StackStatus ?? '' };
      } catch (error) {
        if (
          error instanceof Error &&
          error.name === 'ValidationError' &&
          error.message.includes('does not exist')
        )
          return undefined;
        throw error;
      }
    },
    async events(stackId, enough) {
      const found: StackEvent[] = [];
      let NextToken: string | undefined;
      do {
        const page = await cloudFormation.send(
          new DescribeStackEventsCommand({ StackName: stackId, NextToken }),
        );
        for (const event of page.StackEvents ?? []) {
          if (enough(event)) return found;
          found.push(event);
        }
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return found;
    },
    async resources(stackId) {
      const found: Part[] = [];
      let NextToken: string | undefined;
      do {
        const page = await cloudFormation.send(
          new ListStackResourcesCommand({ StackName: stackId, NextToken }),
        );
        for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of page.StackResourceSummaries ??
          [])
          if (PhysicalResourceId)
            found.push({
              logicalId: LogicalResourceId ?? '',
              type: ResourceType ?? '',
              physicalId: PhysicalResourceId,
            });
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return found;
    },
    read: (name, input) => calls[name](input),
    close() {
      for (const client of [cloudFormation, cloudWatch, codeDeploy, ecs, loadBalancing]) client.destroy();
    },
  };
}
