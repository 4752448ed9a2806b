import { keyOf, type GroupKey } from '../../runtime/deployment-groups/group-key';
import { failure } from '../../runtime/messages/failures';
import { shortHash, stackNameOf } from '../../runtime/owner/naming';
import type { Request } from '../../runtime/resource';
import type { ResourceModel, ResourceProperties } from './models';

/** The properties of a create or an update: all required ones are set, and so is the name. */
export type DesiredGroup = ResourceProperties & GroupKey;

/** CodeDeploy's limit for the name of a deployment group. (CodeDeploy API Reference, CreateDeploymentGroup.) */
const MAXIMUM_NAME_LENGTH = 100;

/**
 * The name of a group that the template does not name: stack, logical id and a suffix. It depends only on the request,
 * so a create that is invoked again finds the group that it has created. A replacement has a token of its own, and so
 * another name.
 */
export function generatedName(request: Request): string {
  const logicalId = request.logicalResourceId ?? 'DeploymentGroup';
  const suffix = shortHash(`${request.stackId ?? ''} ${logicalId} ${request.token}`);
  const stack = stackNameOf(request);
  const prefix = (stack ? `${stack}-${logicalId}` : logicalId).replace(/[^A-Za-z0-9+=,.@_-]/g, '-');
  return `${prefix.slice(0, MAXIMUM_NAME_LENGTH - suffix.length - 1)}-${suffix}`;
}

/**
 * Narrows a model to what create and update need. CloudFormation has validated it against the schema; other callers may
 * not have.
 * @throws Failure InvalidRequest naming the first property that is missing.
 */
export function desiredOf(model: ResourceModel): DesiredGroup {
  const required = <Value>(name: string, value: Value | undefined): Value => {
    if (value === undefined) throw failure('PropertyRequired', { property: name });
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

/** The group as messages name it: "deployment group blue-green of application shop". */
export function nameOf(key: GroupKey): string {
  return `deployment group ${key.deploymentGroupName} of application ${key.applicationName}`;
}
