import type { DeployedService } from '../service-ports';
import { InvalidAppSpec, parseAppSpec, type AppSpec } from './appspec';
import { failures } from './failures';
import {
  findPair,
  findPrimaryTargetGroup,
  getDeployableService,
  toDeploymentTargetConfig,
  type DeploymentTargetConfig,
} from '../groups/deployment-target-config';
import type { Deployment } from '../records';
import { contentOf } from '../applications/revisions';
import type { State } from '../state';

export const PRINCIPAL = 'codedeploy.amazonaws.com';

/** A running deployment, with what its lifecycle events need. */
export interface Rollout {
  readonly state: State;
  readonly deployment: Deployment;
  readonly appSpec: AppSpec;
  readonly targetConfig: DeploymentTargetConfig;
  /** ARNs of the target groups of the original and of the replacement task set. */
  readonly pair: { original: string; replacement: string };
}

/**
 * CodeDeploy's checks before the first lifecycle event. They also find the original task set.
 * @throws DeploymentFailure for a deployment that cannot begin; nothing has been changed then
 */
export function prepare(state: State, deployment: Deployment): Rollout {
  const { ports } = state;
  const { group, settings } = deployment;
  if (group.application.deleted) throw failures.applicationMissing(group.application.name);
  if (group.deleted) throw failures.groupMissing(group.name);
  if (!ports.roles.canAssume(settings.serviceRoleArn, PRINCIPAL)) throw failures.roleMissing(group.name);
  const appSpec = readAppSpec(deployment);
  const targetConfig = toDeploymentTargetConfig(settings);
  const service = readService(state, deployment, targetConfig);
  const pair = findPair(ports, targetConfig, findPrimaryTargetGroup(service));
  checkListeners(state, targetConfig, pair?.original);
  if (!pair) throw failures.notBehind(targetConfig.prodListener);
  deployment.target.original = service.taskSets.find(({ status }) => status === 'PRIMARY')?.id;
  return { state, deployment, appSpec, targetConfig, pair };
}

function readAppSpec(deployment: Deployment): AppSpec {
  const content = deployment.revision && contentOf(deployment.revision.location);
  if (content === undefined) throw failures.noRevision();
  try {
    return parseAppSpec(content);
  } catch (error) {
    throw error instanceof InvalidAppSpec ? failures.appSpec(error.message) : error;
  }
}

function readService(
  state: State,
  deployment: Deployment,
  targetConfig: DeploymentTargetConfig,
): DeployedService {
  try {
    return getDeployableService(state.ports, deployment.settings.serviceRoleArn, targetConfig);
  } catch (error) {
    throw error instanceof Error ? failures.service(error.message) : error;
  }
}

/**
 * Each forward of the production listener that leads to the pair must contain the original task set's target group.
 * The test listener is not checked: in the recorded deployments it forwarded to the other target group at the beginning.
 */
function checkListeners(
  state: State,
  targetConfig: DeploymentTargetConfig,
  primary: string | undefined,
): void {
  const { loadBalancing } = state.ports;
  const groups = targetConfig.targetGroups.map((name) => loadBalancing.findTargetGroup(name)?.arn);
  if (groups.includes(undefined))
    throw failures.loadBalancing(
      'A deployment group associated with an application that uses the ECS compute platform must contain a valid pair ' +
        'of target groups that identify a load balancer.',
    );
  if (!loadBalancing.findListener(targetConfig.prodListener))
    throw failures.loadBalancing(`The listener ${targetConfig.prodListener} could not be found.`);
  const relevant = loadBalancing
    .forwards(targetConfig.prodListener)
    .filter(({ weights }) => weights.some(({ targetGroupArn }) => groups.includes(targetGroupArn)));
  const wrong = relevant.find(
    ({ weights }) => !weights.some(({ targetGroupArn }) => targetGroupArn === primary),
  );
  if (wrong) throw failures.notBehind(wrong.arn);
  if (relevant.length === 0) throw failures.notBehind(targetConfig.prodListener);
}
