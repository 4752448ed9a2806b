import { shortHash } from '../../../runtime/owner/naming';
import type { Owner } from '../../../runtime/owner/owner-tag';
import { toAppSpec } from './appspec';
import type { TaskSetParameters } from './task-set';

/** The owner tag: a deployment group with this tag has an Org::CodeDeploy::EcsDeployment. */
export const OWNER_TAG = 'org-codedeploy:ecs-deployment';

/** What the marker in a deployment's description tells. */
export interface DeploymentMarker {
  owner: string;
  operation: string;
  /** Hash of what the deployment brings. */
  brings: string;
}

/** The marker of a deployment that brings these parameters. */
export function markerOf(owner: Owner, parameters: TaskSetParameters): DeploymentMarker {
  return { owner: owner.id, operation: owner.operation, brings: shortHash(toAppSpec(parameters, {})) };
}

const MARKER = /\[cfn ([0-9a-f]{12}) ([0-9a-f]{12}) ([0-9a-f]{12})\]$/;

/** Appends the marker. A Description of 200 characters and the marker of 45 fit into CodeDeploy's 256. */
export function toDescription(text: string | undefined, marker: DeploymentMarker): string {
  const marked = `[cfn ${marker.owner} ${marker.operation} ${marker.brings}]`;
  return text ? `${text} ${marked}` : marked;
}

/** @returns undefined for a description without a marker */
export function fromDescription(description: string | undefined): DeploymentMarker | undefined {
  const [, owner, operation, brings] = description?.match(MARKER) ?? [];
  // Stryker disable next-line ConditionalExpression,LogicalOperator: the pattern gives all three hashes or none
  return owner && operation && brings ? { owner, operation, brings } : undefined;
}
