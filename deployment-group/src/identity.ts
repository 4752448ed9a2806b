import { invalidRequest } from '../../runtime/failure';
import { keyOf, type GroupKey } from '../../runtime/group-key';
import { shortHash, stackNameOf } from '../../runtime/naming';
import type { Request } from '../../runtime/resource';
import type { ResourceModel, ResourceProperties } from './models';

/** The properties of a create or an update: complete, and named. */
export type DesiredGroup = ResourceProperties & GroupKey;

/** CodeDeploy's limit for the name of a deployment group. (CodeDeploy API Reference, CreateDeploymentGroup.) */
const MAXIMAL_NAME_LENGTH = 100;

/**
 * The name of a group that the template does not name: stack, logical id and a suffix. It depends on nothing else
 * than the request, so a create that is called again finds the group that it made the first time, while a
 * replacement, which has a token of its own, gets another name.
 */
export function generatedName(request: Request): string {
  const logicalId = request.logicalResourceId ?? 'DeploymentGroup';
  const suffix = shortHash(`${request.stackId ?? ''} ${logicalId} ${request.token}`);
  const stack = stackNameOf(request);
  const prefix = (stack ? `${stack}-${logicalId}` : logicalId).replace(/[^A-Za-z0-9+=,.@_-]/g, '-');
  return `${prefix.slice(0, MAXIMAL_NAME_LENGTH - suffix.length - 1)}-${suffix}`;
}

/**
 * Narrows a model to what create and update need. CloudFormation has held it against the schema, which says what
 * is required; callers of the handlers other than CloudFormation may not have.
 * @throws Failure InvalidRequest naming the first property that is missing.
 */
export function desiredOf(model: ResourceModel): DesiredGroup {
  const required = <Value>(name: string, value: Value | undefined): Value => {
    if (value === undefined) throw invalidRequest(`${name} is required.`);
    return value;
  };
  return {
    ...keyOf(model),
    serviceRoleArn: required('ServiceRoleArn', model.serviceRoleArn),
    deploymentConfigName: model.deploymentConfigName,
    ecsServices: required('ECSServices', model.ecsServices),
    loadBalancerInfo: required('LoadBalancerInfo', model.loadBalancerInfo),
    deploymentStyle: model.deploymentStyle,
    blueGreenDeploymentConfiguration: model.blueGreenDeploymentConfiguration,
    autoRollbackConfiguration: model.autoRollbackConfiguration,
    alarmConfiguration: model.alarmConfiguration,
    triggerConfigurations: model.triggerConfigurations,
    tags: model.tags,
  };
}

/** How a message names a group. */
export function nameOf(key: GroupKey): string {
  return `deployment group ${key.deploymentGroupName} of application ${key.applicationName}`;
}
