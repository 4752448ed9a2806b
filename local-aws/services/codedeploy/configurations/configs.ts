import type {
  CreateDeploymentConfigInput,
  CreateDeploymentConfigOutput,
  DeleteDeploymentConfigInput,
  GetDeploymentConfigInput,
  GetDeploymentConfigOutput,
  ListDeploymentConfigsInput,
  ListDeploymentConfigsOutput,
  MinimumHealthyHosts,
  TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { checkName } from '../names';
import { page } from '../pages';
import type { State } from '../state';
import { PREFIX } from './predefined';
import { planMinutes, trafficPlan } from './traffic-plan';

export const configOperations = (state: State) => ({
  CreateDeploymentConfig(input: CreateDeploymentConfigInput): CreateDeploymentConfigOutput {
    const deploymentConfigName = checkName('config', input.deploymentConfigName);
    if (deploymentConfigName.startsWith(PREFIX))
      throw new ServiceError(
        'InvalidDeploymentConfigNameException',
        `Deployment Configuration name cannot begin with ${PREFIX}`,
      );
    if (state.configs.has(deploymentConfigName))
      throw new ServiceError(
        'DeploymentConfigAlreadyExistsException',
        `Deployment Configuration named ${deploymentConfigName} already exists`,
      );
    if ([...state.configs.keys()].filter((name) => !name.startsWith(PREFIX)).length >= 200)
      throw new ServiceError(
        'DeploymentConfigLimitExceededException',
        'The limit of 200 deployment configurations is reached.',
      );
    const computePlatform = input.computePlatform ?? 'Server';
    if (!['Server', 'Lambda', 'ECS'].includes(computePlatform))
      throw new ServiceError(
        'InvalidComputePlatformException',
        `Invalid compute platform: ${computePlatform}`,
      );
    if (computePlatform === 'Server') checkHosts(input.minimumHealthyHosts);
    else checkRouting(input.trafficRoutingConfig);
    const deploymentConfigId = state.ids.uuid();
    state.configs.set(deploymentConfigName, {
      deploymentConfigId,
      deploymentConfigName,
      computePlatform,
      createTime: state.clock.date(),
      ...(computePlatform === 'Server'
        ? { minimumHealthyHosts: input.minimumHealthyHosts, zonalConfig: input.zonalConfig }
        : { trafficRoutingConfig: input.trafficRoutingConfig ?? { type: 'AllAtOnce' } }),
    });
    return { deploymentConfigId };
  },

  GetDeploymentConfig(input: GetDeploymentConfigInput): GetDeploymentConfigOutput {
    return { deploymentConfigInfo: state.getConfig(input.deploymentConfigName) };
  },

  ListDeploymentConfigs(input: ListDeploymentConfigsInput): ListDeploymentConfigsOutput {
    const names = [...state.configs.keys()];
    const { items, nextToken } = page(names, (name) => name, input.nextToken, state.pageSize);
    return { deploymentConfigsList: items, nextToken };
  },

  /** AWS's model has no not-found error: deleting a missing configuration succeeds. */
  DeleteDeploymentConfig(input: DeleteDeploymentConfigInput): void {
    const name = checkName('config', input.deploymentConfigName);
    if (name.startsWith(PREFIX))
      throw new ServiceError(
        'InvalidOperationException',
        `The predefined deployment configuration ${name} cannot be deleted.`,
      );
    const groups = [...state.applications.values()].flatMap((application) => [
      ...application.groups.values(),
    ]);
    if (groups.some((group) => group.settings.deploymentConfigName === name))
      throw new ServiceError(
        'DeploymentConfigInUseException',
        `The deployment configuration ${name} is still in use.`,
      );
    state.configs.delete(name);
  },
});

function checkHosts(hosts: MinimumHealthyHosts | undefined): void {
  const type = hosts?.type ?? '';
  const value = hosts?.value ?? -1;
  if (
    !['HOST_COUNT', 'FLEET_PERCENT'].includes(type) ||
    value < 0 ||
    (type === 'FLEET_PERCENT' && value > 99)
  )
    throw new ServiceError(
      'InvalidMinimumHealthyHostValueException',
      'The minimum healthy hosts value is invalid.',
    );
}

/** An increment has at most 99 percent; all increments together take at most 2880 minutes. */
function checkRouting(routing: TrafficRoutingConfig | undefined): void {
  const refuse = (why: string) => {
    throw new ServiceError('InvalidTrafficRoutingConfigurationException', why);
  };
  const { timeBasedCanary, timeBasedLinear, type = 'AllAtOnce' } = routing ?? {};
  if (!['AllAtOnce', 'TimeBasedCanary', 'TimeBasedLinear'].includes(type))
    refuse(`Invalid traffic routing type: ${type}`);
  if (type === 'AllAtOnce') return;
  const [percentage = 0, interval = 0] =
    type === 'TimeBasedCanary'
      ? [timeBasedCanary?.canaryPercentage, timeBasedCanary?.canaryInterval]
      : [timeBasedLinear?.linearPercentage, timeBasedLinear?.linearInterval];
  if (percentage < 1 || percentage > 99)
    refuse('The percentage of traffic to shift must be between 1 and 99.');
  if (interval < 1) refuse('The interval between two increments must be at least one minute.');
  if (planMinutes(trafficPlan(routing)) > 2880) refuse('All traffic must be shifted within 2880 minutes.');
}
