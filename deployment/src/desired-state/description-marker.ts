import { shortHash } from '../../../runtime/owner/naming';
import type { Owner } from '../../../runtime/owner/owner-tag';
import { toAppSpec } from './appspec';
import type { TaskSetParameters } from './task-set';

/** The tag that makes a deployment group the identity of an Org::CodeDeploy::EcsDeployment. */
export const OWNER_TAG = 'org-codedeploy:ecs-deployment';

/** What the marker in a deployment's description tells. */
export interface DeploymentMarker {
  owner: string;
  operation: string;
  /** Hash of what the deployment brings. */
  brings: string;
}

export function markerOf(owner: Owner, parameters: TaskSetParameters): DeploymentMarker {
  return { owner: owner.id, operation: owner.operation, brings: shortHash(toAppSpec(parameters, {})) };
}

const MARKER = /\[cfn ([0-9a-f]{12}) ([0-9a-f]{12}) ([0-9a-f]{12})\]$/;

/** Appends the marker: 200 characters of the user's and 45 of ours stay under CodeDeploy's limit of 256. */
export function toDescription(text: string | undefined, marker: DeploymentMarker): string {
  const marked = `[cfn ${marker.owner} ${marker.operation} ${marker.brings}]`;
  return text ? `${text} ${marked}` : marked;
}

export function fromDescription(description: string | undefined): DeploymentMarker | undefined {
  const [, owner, operation, brings] = MARKER.exec(description ?? '') ?? [];
  return owner && operation && brings ? { owner, operation, brings } : undefined;
}
