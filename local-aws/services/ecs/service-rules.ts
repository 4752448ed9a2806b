import type { CreateServiceRequest, LoadBalancer, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import type { LoadBalancing } from '../elasticloadbalancing/load-balancing';
import { ServiceError } from '../../core/service';
import { checkContainers } from './container';
import type { StoredService } from './stored-service';
import type { StoredTaskDefinition } from './task-definitions';

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}

/** @throws ServiceError for a controller, name or count that CreateService refuses */
export function checkNewService(input: CreateServiceRequest): 'ECS' | 'CODE_DEPLOY' {
  const {
    serviceName = '',
    deploymentController,
    loadBalancers = [],
    schedulingStrategy = 'REPLICA',
  } = input;
  const controller = deploymentController?.type ?? 'ECS';
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(serviceName)) throw invalid('Invalid service name.');
  if (controller === 'EXTERNAL')
    throw invalid('The local AWS has no services with an EXTERNAL deployment controller.');
  if ((input.desiredCount ?? -1) < 0) throw invalid('Invalid desired count.');
  if (schedulingStrategy !== 'REPLICA')
    throw invalid('The local AWS has no services with the DAEMON strategy.');
  if (controller === 'CODE_DEPLOY' && loadBalancers.length !== 1) {
    throw invalid('Services with a CODE_DEPLOY deployment controller must have exactly one load balancer.');
  }
  return controller;
}

/** @throws ServiceError when tasks of this definition cannot run with these settings and load balancers */
export function checkPlacement(
  loadBalancing: LoadBalancing,
  taskDefinition: StoredTaskDefinition,
  loadBalancers: readonly LoadBalancer[],
  hasNetworkConfiguration: boolean,
): void {
  if (taskDefinition.networkMode === 'awsvpc' && !hasNetworkConfiguration) {
    throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  checkContainers(taskDefinition, loadBalancers);
  for (const { targetGroupArn: arn } of loadBalancers) {
    const targetGroup = arn === undefined ? undefined : loadBalancing.targetGroups.find(arn);
    if (!targetGroup) throw invalid(`The specified target group does not exist: ${arn}`);
    checkTargetType(targetGroup.TargetType, targetGroup.TargetGroupArn, taskDefinition.networkMode);
  }
}

/**
 * Tasks with an address of their own are registered by it, others by their instance.
 * Source: Amazon ECS API Reference, LoadBalancer, targetGroupArn.
 */
function checkTargetType(type: string | undefined, arn: string, networkMode = 'bridge'): void {
  const needed = networkMode === 'awsvpc' ? 'ip' : 'instance';
  if (type !== needed)
    throw invalid(
      `The provided target group ${arn} has target type ${type ?? ''}, which is incompatible with the ` +
        `${networkMode} network mode specified in the task definition.`,
    );
}

/**
 * @throws ServiceError when one of the target groups is behind no load balancer. (A task set of CodeDeploy may have such a
 * target group: it gets a listener only when CodeDeploy routes traffic to it.)
 */
export function checkBehindLoadBalancer(
  loadBalancing: LoadBalancing,
  loadBalancers: readonly LoadBalancer[],
): void {
  for (const { targetGroupArn: arn = '' } of loadBalancers) {
    if (loadBalancing.targetGroups.find(arn)?.LoadBalancerArns?.length === 0) {
      throw invalid(`The target group with targetGroupArn ${arn} does not have an associated load balancer.`);
    }
  }
}

/**
 * Members that UpdateService refuses for a service with the controller CODE_DEPLOY, even with the same value.
 * Source: Amazon ECS API Reference, UpdateService.
 */
const REFUSED: readonly [member: keyof UpdateServiceRequest, text: string][] = [
  ['taskDefinition', 'Unable to update task definition'],
  ['networkConfiguration', 'Unable to update network parameters'],
  ['platformVersion', 'Unable to update platform version'],
  ['loadBalancers', 'Unable to update load balancers'],
  ['capacityProviderStrategy', 'Unable to update capacity provider strategy'],
  ['serviceRegistries', 'Unable to update service registries'],
];

/**
 * @returns whether the update moves the service from CODE_DEPLOY to ECS
 * @throws ServiceError for another change of the controller, and while a deployment of CodeDeploy runs
 */
export function checkController(
  { controller, taskSets }: Pick<StoredService, 'controller' | 'taskSets'>,
  { deploymentController }: UpdateServiceRequest,
): boolean {
  if (deploymentController === undefined || deploymentController.type === controller) return false;
  if (controller !== 'CODE_DEPLOY' || deploymentController.type !== 'ECS')
    throw invalid(
      'The local AWS changes the deployment controller of a service from CODE_DEPLOY to ECS only.',
    );
  if (taskSets.some(({ status }) => status === 'ACTIVE'))
    throw invalid('The deployment controller cannot be changed while a deployment of CodeDeploy runs.');
  return true;
}

/** @throws ServiceError when the update has a member that only a deployment of CodeDeploy may change */
export function checkUpdateOfCodeDeployService(input: UpdateServiceRequest): void {
  const ending =
    'on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.';
  for (const [member, text] of REFUSED) if (input[member] !== undefined) throw invalid(`${text} ${ending}`);
  if (input.forceNewDeployment === true) throw invalid(`Cannot force a new deployment ${ending}`);
}
