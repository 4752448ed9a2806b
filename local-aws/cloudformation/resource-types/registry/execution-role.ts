import type { GetDeploymentOutput } from '@aws-sdk/client-codedeploy';
import { regionalArn } from '../../../core/account-context';
import type { FaultedCall } from '../../../core/faults';
import { ServiceError } from '../../../core/service';
import type { LocalAws } from '../../../local-aws';

/** What a call needs of the caller's policies: without a resource, the action on every resource (`*`). */
interface Need {
  action: string;
  resource?: string | undefined;
  context?: Record<string, string>;
}

type Input = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

/**
 * What a role does not allow of a call that a handler makes.
 * @returns the missing action and its resource; undefined when the role allows the call
 */
export function missingPermission(
  aws: LocalAws,
  roleArn: string,
  call: FaultedCall,
): { action: string; resource: string } | undefined {
  const missing = needsOf(aws, call).find(
    ({ action, resource, context }) => !aws.iam.allows(roleArn, action, resource ?? '*', context),
  );
  return missing && { action: missing.action, resource: missing.resource ?? '*' };
}

/** The answer to a call that a role does not allow. */
export function accessDenied(
  { protocol }: FaultedCall,
  roleArn: string,
  { action, resource }: { action: string; resource: string },
): ServiceError {
  const session = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/handler`;
  const isQuery = protocol === 'query';
  return new ServiceError(
    isQuery ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${session} is not authorized to perform: ${action} on resource: ${resource}`,
    isQuery ? 403 : 400,
  );
}

function needsOf(aws: LocalAws, call: FaultedCall): Need[] {
  const action = `${call.service}:${call.operation}`;
  const needs: Need[] = resourcesOf(aws, call).map((resource) => ({ action, resource }));
  const { serviceRoleArn } = call.input;
  // IAM User Guide, Grant a user permissions to pass a role to an AWS service.
  if (call.service === 'codedeploy' && serviceRoleArn !== undefined)
    needs.push({
      action: 'iam:PassRole',
      resource: text(serviceRoleArn),
      context: { 'iam:PassedToService': 'codedeploy.amazonaws.com' },
    });
  // CodeDeploy User Guide, CodeDeploy permissions reference: CreateDeployment. API Reference: overrideAlarmConfiguration.
  if (action === 'codedeploy:CreateDeployment') {
    const application = applicationArn(aws, call.input.applicationName);
    const implied = ['GetApplicationRevision', 'RegisterApplicationRevision'];
    needs.push(...implied.map((each) => ({ action: `codedeploy:${each}`, resource: application })));
    if (call.input.overrideAlarmConfiguration !== undefined)
      needs.push({ action: 'codedeploy:UpdateDeploymentGroup', resource: groupArn(aws, call.input) });
  }
  return needs;
}

/** ARNs of the resources that a call's permission is checked for. (Service Authorization Reference, CodeDeploy, ECS and S3.) */
function resourcesOf(aws: LocalAws, { service, operation, input }: FaultedCall): (string | undefined)[] {
  if (service === 'ecs' && operation === 'DescribeServices')
    return texts(input.services).map((name) =>
      name.startsWith('arn:') ? name : regionalArn(aws, 'ecs', `service/${clusterOf(input)}/${name}`),
    );
  // Amazon S3: an object's ARN has no account and no region.
  if (service === 's3' && input.Key !== undefined)
    return [`arn:${aws.partition}:s3:::${text(input.Bucket)}/${text(input.Key)}`];
  if (service !== 'codedeploy') return [undefined];
  switch (operation) {
    case 'ListTagsForResource':
    case 'TagResource':
    case 'UntagResource':
      return [text(input.ResourceArn ?? input.resourceArn)];
    case 'GetDeploymentConfig':
      return [regionalArn(aws, 'codedeploy', `deploymentconfig:${text(input.deploymentConfigName)}`)];
    case 'BatchGetApplications':
      return texts(input.applicationNames).map((name) => applicationArn(aws, name));
    case 'GetApplication':
    case 'GetApplicationRevision':
    case 'ListDeploymentGroups':
    case 'RegisterApplicationRevision':
      return [applicationArn(aws, input.applicationName)];
    case 'BatchGetDeployments':
      return texts(input.deploymentIds).map((id) => groupOfDeployment(aws, id));
    case 'GetDeployment':
    case 'StopDeployment':
      return [groupOfDeployment(aws, text(input.deploymentId))];
    case 'CreateDeployment':
    case 'CreateDeploymentGroup':
    case 'DeleteDeploymentGroup':
    case 'GetDeploymentGroup':
    case 'ListDeployments':
    case 'UpdateDeploymentGroup':
      return [groupArn(aws, input)];
    default:
      return [undefined];
  }
}

function applicationArn(aws: LocalAws, name: unknown): string {
  return regionalArn(aws, 'codedeploy', `application:${text(name)}`);
}

function groupArn(aws: LocalAws, input: Input): string {
  const group = text(input.deploymentGroupName ?? input.currentDeploymentGroupName);
  return regionalArn(aws, 'codedeploy', `deploymentgroup:${text(input.applicationName)}/${group}`);
}

/** undefined for a deployment that does not exist. */
function groupOfDeployment(aws: LocalAws, deploymentId: string): string | undefined {
  try {
    const read = aws.codeDeploy.operations.GetDeployment;
    const { deploymentInfo } = read?.({ deploymentId } as never, { accessKeyId: '' }) as GetDeploymentOutput;
    return deploymentInfo && groupArn(aws, { ...deploymentInfo });
  } catch {
    return undefined;
  }
}

function clusterOf({ cluster }: Input): string {
  return text(cluster).split('/').at(-1) ?? '';
}
