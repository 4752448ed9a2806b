import {
  DeleteApplicationCommand,
  GetApplicationCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
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
import type { Clients } from './clients';
import { waitFor, type Clock } from './clock';
import { GROUP, NAME, POLICY_ARN, TARGET_GROUPS } from './names';

/** What means that a resource is not there, or that its parent is not. */
const ABSENT =
  /NotFound|DoesNotExist|NoSuchEntity|ClusterNotFound|ServiceNotActive|ServiceNotFound|AlreadyCompleted/;

/** What means that another resource still needs it: it can be deleted some time later. */
const IN_USE = /InUse|Contains|DeleteConflict|UpdateInProgress|UnsupportedAction/;

const LIMIT_SECONDS = 600;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/**
 * Removes every resource of a run, in an order in which none needs another; it does not matter which of them exist.
 * @returns a sentence for each that could not be removed
 */
export async function clean(clients: Clients, clock: Clock): Promise<string[]> {
  const failures: string[] = [];
  for (const [what, step] of steps(clients)) {
    try {
      const done = await waitFor(clock, LIMIT_SECONDS, () => attempt(step), 5);
      if (!done) failures.push(`${what} was still in use after ten minutes.`);
    } catch (error) {
      failures.push(
        `${what} could not be removed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return failures;
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

/** Whether a run has left something in this account and region, or is still going on. */
export async function findsLeftovers({ codeDeploy, elb }: Clients): Promise<boolean> {
  const exists = async (call: Promise<unknown>): Promise<boolean> => {
    try {
      await call;
      return true;
    } catch (error) {
      if (ABSENT.test(nameOf(error))) return false;
      throw error;
    }
  };
  return (
    (await exists(codeDeploy.send(new GetApplicationCommand({ applicationName: NAME })))) ||
    (await exists(elb.send(new DescribeLoadBalancersCommand({ Names: [NAME] })))) ||
    (await exists(elb.send(new DescribeTargetGroupsCommand({ Names: [TARGET_GROUPS[0]] }))))
  );
}

function steps({ codeDeploy, ecs, elb, iam }: Clients): [string, () => Promise<unknown>][] {
  const loadBalancer = async () => {
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: [NAME] }));
    return LoadBalancers?.[0]?.LoadBalancerArn;
  };
  const deleteTargetGroup = async (Name: string) => {
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: [Name] }));
    await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn }));
  };
  return [
    ['The running deployment', () => stopDeployments({ codeDeploy })],
    ['The service', () => ecs.send(new DeleteServiceCommand({ cluster: NAME, service: NAME, force: true }))],
    // Its groups go with it.
    ['The application', () => codeDeploy.send(new DeleteApplicationCommand({ applicationName: NAME }))],
    [
      'The listeners',
      async () => {
        const { Listeners = [] } = await elb.send(
          new DescribeListenersCommand({ LoadBalancerArn: await loadBalancer() }),
        );
        for (const { ListenerArn } of Listeners) await elb.send(new DeleteListenerCommand({ ListenerArn }));
      },
    ],
    [
      'The load balancer',
      async () => elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: await loadBalancer() })),
    ],
    ['The first target group', () => deleteTargetGroup(TARGET_GROUPS[0])],
    ['The second target group', () => deleteTargetGroup(TARGET_GROUPS[1])],
    [
      'The task definitions',
      async () => {
        const { taskDefinitionArns = [] } = await ecs.send(
          new ListTaskDefinitionsCommand({ familyPrefix: NAME }),
        );
        for (const taskDefinition of taskDefinitionArns)
          await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
      },
    ],
    ['The cluster', () => ecs.send(new DeleteClusterCommand({ cluster: NAME }))],
    [
      'The policy of the role',
      () => iam.send(new DetachRolePolicyCommand({ RoleName: NAME, PolicyArn: POLICY_ARN })),
    ],
    ['The role', () => iam.send(new DeleteRoleCommand({ RoleName: NAME }))],
  ];
}

async function stopDeployments({ codeDeploy }: Pick<Clients, 'codeDeploy'>): Promise<void> {
  const { deployments = [] } = await codeDeploy.send(
    new ListDeploymentsCommand({
      ...GROUP,
      includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
    }),
  );
  for (const deploymentId of deployments)
    await codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: false }));
}
