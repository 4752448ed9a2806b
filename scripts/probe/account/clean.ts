import {
  DeleteApplicationCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteRoleCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { ACTIVE_STATUSES } from '../../../runtime/deployments/deployment-status';
import type { Clients } from './clients';
import { waitFor, type Clock } from './clock';
import { typeSteps } from './clean-types';
import { ABSENT, findNamed, messageOf, nameOf, PARTS, type Named, type Part } from './named';
import { GROUP, NAME, POLICY_ARN, TARGET_GROUPS } from './names';

/** What means that another resource still needs it: it can be deleted some time later. */
const IN_USE = /InUse|NotEmpty|Contains|DeleteConflict|UpdateInProgress|UnsupportedAction/;

const LIMIT_SECONDS = 600;

/** What `clean` did not remove, in sentences: of the probe, and of others with its names. */
export interface Remainder {
  left: string[];
  foreign: readonly string[];
}

/**
 * Removes every resource of a run, in an order in which none needs another; it does not matter which of them exist. What has
 * a name of the probe but not its tag stays.
 */
export async function clean(
  clients: Clients,
  clock: Clock,
  parts: readonly Part[] = PARTS,
): Promise<Remainder> {
  const named = await findNamed(clients, clock, parts);
  const left = [...named.unread];
  const ofTypes = typeSteps(clients).map(([kind, step]): Step => [`The ${kind}`, kind, step]);
  for (const [what, kind, step] of [...ofTypes, ...steps(clients, named)]) {
    if (kind !== undefined && !named.own.has(kind)) continue;
    try {
      const done = await waitFor(clock, LIMIT_SECONDS, () => attempt(step), 5);
      if (!done) left.push(`${what} was still in use after ten minutes.`);
    } catch (error) {
      left.push(`${what} could not be removed: ${messageOf(error)}`);
    }
  }
  return { left, foreign: named.foreign };
}

/** @returns undefined when the step has to be tried again */
async function attempt(step: () => Promise<unknown>): Promise<true | undefined> {
  try {
    await step();
    return true;
  } catch (error) {
    if (ABSENT.test(nameOf(error))) return true;
    if (IN_USE.test(nameOf(error))) return undefined;
    throw error;
  }
}

/** What a step removes, the kind of resource that has to be the probe's own for it, and the calls. */
type Step = [what: string, kind: string | undefined, step: () => Promise<unknown>];

function steps({ codeDeploy, ecs, elb, iam }: Clients, { taskDefinitions }: Named): Step[] {
  const loadBalancer = async () => {
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: [NAME] }));
    return LoadBalancers?.[0]?.LoadBalancerArn;
  };
  const deleteTargetGroup = async (Name: string) => {
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: [Name] }));
    await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn }));
  };
  return [
    ['The running deployment', 'application', () => stopDeployments({ codeDeploy })],
    [
      'The service',
      'service',
      () => ecs.send(new DeleteServiceCommand({ cluster: NAME, service: NAME, force: true })),
    ],
    // Its groups go with it.
    [
      'The application',
      'application',
      () => codeDeploy.send(new DeleteApplicationCommand({ applicationName: NAME })),
    ],
    [
      'The listeners',
      'load balancer',
      async () => {
        const { Listeners = [] } = await elb.send(
          new DescribeListenersCommand({ LoadBalancerArn: await loadBalancer() }),
        );
        for (const { ListenerArn } of Listeners) await elb.send(new DeleteListenerCommand({ ListenerArn }));
      },
    ],
    [
      'The load balancer',
      'load balancer',
      async () => elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: await loadBalancer() })),
    ],
    ['The first target group', 'first target group', () => deleteTargetGroup(TARGET_GROUPS[0])],
    ['The second target group', 'second target group', () => deleteTargetGroup(TARGET_GROUPS[1])],
    [
      'The task definitions',
      undefined,
      async () => {
        for (const taskDefinition of taskDefinitions)
          await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
      },
    ],
    ['The cluster', 'cluster', () => ecs.send(new DeleteClusterCommand({ cluster: NAME }))],
    [
      'The policy of the role',
      'role',
      () => iam.send(new DetachRolePolicyCommand({ RoleName: NAME, PolicyArn: POLICY_ARN })),
    ],
    ['The role', 'role', () => iam.send(new DeleteRoleCommand({ RoleName: NAME }))],
  ];
}

async function stopDeployments({ codeDeploy }: Pick<Clients, 'codeDeploy'>): Promise<void> {
  const { deployments = [] } = await codeDeploy.send(
    new ListDeploymentsCommand({ ...GROUP, includeOnlyStatuses: ACTIVE_STATUSES }),
  );
  for (const deploymentId of deployments)
    await codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: false }));
}
