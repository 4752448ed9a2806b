import { failure } from '../messages/failures';
import type { Request } from '../resource';

/** A deployment group by its two names, which are the primary identifier of both resource types. */
export interface GroupKey {
  applicationName: string;
  deploymentGroupName: string;
}

/** @throws Failure InvalidRequest when one of the two names is missing. */
export function keyOf({
  applicationName,
  deploymentGroupName,
}: {
  [Name in keyof GroupKey]?: GroupKey[Name] | undefined;
}): GroupKey {
  if (!applicationName) throw failure('PropertyRequired', { property: 'ApplicationName' });
  if (!deploymentGroupName) throw failure('PropertyRequired', { property: 'DeploymentGroupName' });
  return { applicationName, deploymentGroupName };
}

/**
 * The ARN of a deployment group, which no API returns.
 * (Service Authorization Reference, Resource types defined by AWS CodeDeploy.)
 */
export function groupArnOf(
  { applicationName, deploymentGroupName }: GroupKey,
  { partition, region, accountId }: Pick<Request, 'partition' | 'region' | 'accountId'>,
): string {
  return `arn:${partition}:codedeploy:${region}:${accountId}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
}
