import { ServiceError } from '../../../core/service';
import type { ServicePorts, DeployedService } from '../service-ports';
import type { GroupDraft } from './group-rules';
import type { DeploymentConfig, DeploymentGroup, GroupSettings } from '../records';
import type { State } from '../state';

/** The service, target groups (by name) and listeners (by ARN) of a group's deployments. */
export interface DeploymentTargetConfig {
  cluster: string;
  service: string;
  targetGroups: [string, string];
  prodListener: string;
  testListener: string | undefined;
}

/** Reads the target configuration of a checked group of the ECS platform. */
export function toDeploymentTargetConfig(settings: GroupDraft | GroupSettings): DeploymentTargetConfig {
  const [ecsService] = settings.ecsServices ?? [];
  const [pair] = settings.loadBalancerInfo?.targetGroupPairInfoList ?? [];
  const [one, other] = pair?.targetGroups ?? [];
  return {
    cluster: ecsService?.clusterName ?? '',
    service: ecsService?.serviceName ?? '',
    targetGroups: [one?.name ?? '', other?.name ?? ''],
    prodListener: pair?.prodTrafficRoute?.listenerArns?.[0] ?? '',
    testListener: pair?.testTrafficRoute?.listenerArns?.[0],
  };
}

/**
 * The service of a group, read with the group's role.
 * @throws InvalidECSServiceException: the role may not read it, it does not exist, or it has another controller
 */
export function getDeployableService(
  ports: ServicePorts,
  roleArn: string,
  targetConfig: DeploymentTargetConfig,
): DeployedService {
  const { cluster, service } = targetConfig;
  const unreadable = (cause: string) =>
    new ServiceError(
      'InvalidECSServiceException',
      `Could not load ECS service information for cluster: ${cluster}, service: ${service}. Cause: ${cause}`,
    );
  if (!ports.roles.allows(roleArn, 'ecs:DescribeServices'))
    throw unreadable(
      `${roleArn} is not authorized to perform: ecs:DescribeServices (Service: AmazonECS; Status Code: 400; ` +
        'Error Code: AccessDeniedException)',
    );
  const found = ports.ecs.findService(cluster, service);
  if (!found || found.status === 'INACTIVE') throw unreadable('The service does not exist.');
  if (found.controller !== 'CODE_DEPLOY')
    throw new ServiceError(
      'InvalidECSServiceException',
      "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
    );
  return found;
}

/**
 * @param except a group that may have the service: the checked one
 * @throws ECSServiceMappingLimitExceededException when another group of the account has the service
 */
export function checkUnmapped(
  state: State,
  service: DeployedService,
  except: DeploymentGroup | undefined,
): void {
  for (const application of state.applications.values())
    for (const group of application.groups.values()) {
      if (group === except || application.platform !== 'ECS') continue;
      const targetConfig = toDeploymentTargetConfig(group.settings);
      const mapped = state.ports.ecs.findService(targetConfig.cluster, targetConfig.service);
      if (mapped?.serviceArn === service.serviceArn)
        throw new ServiceError(
          'ECSServiceMappingLimitExceededException',
          `The ECS service ${service.serviceName} is already associated with the deployment group ${group.name}.`,
        );
    }
}

const INVALID_PAIR =
  'A deployment group associated with an application that uses the ECS compute platform must contain a valid pair of ' +
  'target groups that identify a load balancer.';

/** @throws InvalidTargetGroupPairException, InvalidLoadBalancerInfoException */
export function checkRouting({ ports, readings }: State, targetConfig: DeploymentTargetConfig): void {
  const groups = targetConfig.targetGroups.map((name) => ports.loadBalancing.findTargetGroup(name));
  const balancers = new Set(groups.flatMap((group) => group?.loadBalancerArns ?? []));
  const isBad = groups.includes(undefined) || balancers.size > 1;
  if (isBad && readings.missingTargetGroup === 'atCreation')
    throw new ServiceError('InvalidTargetGroupPairException', INVALID_PAIR);
  const missing = listenersOf(targetConfig).find((arn) => !ports.loadBalancing.findListener(arn));
  if (missing !== undefined)
    throw new ServiceError(readings.missingListener, `The listener ${missing} could not be found.`);
}

/** @throws InvalidTrafficRoutingConfigurationException for a canary or linear shift behind a Network Load Balancer */
export function checkGradualRouting(
  ports: ServicePorts,
  targetConfig: DeploymentTargetConfig,
  config: DeploymentConfig,
): void {
  if ((config.trafficRoutingConfig?.type ?? 'AllAtOnce') === 'AllAtOnce') return;
  const network = listenersOf(targetConfig).some(
    (arn) => ports.loadBalancing.findListener(arn)?.loadBalancerType === 'network',
  );
  if (network)
    throw new ServiceError(
      'InvalidTrafficRoutingConfigurationException',
      'Only ALB supports gradual traffic routing, use AllAtOnce Traffic routing instead when you create/update ' +
        'Deployment group.',
    );
}

const listenersOf = ({ prodListener, testListener }: DeploymentTargetConfig): string[] =>
  testListener === undefined ? [prodListener] : [prodListener, testListener];

/** The ARN of the target group that the PRIMARY task set is registered with. */
export function findPrimaryTargetGroup(service: DeployedService): string | undefined {
  const primary = service.taskSets.find((taskSet) => taskSet.status === 'PRIMARY');
  return primary?.loadBalancers?.[0]?.targetGroupArn;
}

/**
 * ARNs of the pair; the original is the PRIMARY task set's target group.
 * @returns undefined when that task set is in another target group, or when a target group does not exist
 */
export function findPair(
  ports: ServicePorts,
  targetConfig: DeploymentTargetConfig,
  primaryArn: string | undefined,
) {
  const [one, other] = targetConfig.targetGroups.map(
    (name) => ports.loadBalancing.findTargetGroup(name)?.arn,
  );
  if (one === undefined || other === undefined) return undefined;
  if (primaryArn === one) return { original: one, replacement: other };
  if (primaryArn === other) return { original: other, replacement: one };
  return undefined;
}

/**
 * Prepares the production listener of a new group: a forward to one target group of the pair becomes a forward to both, with
 * all traffic on the PRIMARY task set's. Only a deployment changes the test listener.
 */
export function prepareListener(
  ports: ServicePorts,
  roleArn: string,
  targetConfig: DeploymentTargetConfig,
  service: DeployedService,
): void {
  const pair = findPair(ports, targetConfig, findPrimaryTargetGroup(service));
  if (!pair || !ports.roles.allows(roleArn, 'elasticloadbalancing:ModifyListener')) return;
  ports.loadBalancing.setWeights(targetConfig.prodListener, [
    { targetGroupArn: pair.original, weight: 100 },
    { targetGroupArn: pair.replacement, weight: 0 },
  ]);
}
