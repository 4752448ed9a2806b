import type { Prepared } from '../template/prepared';
import { validationError } from '../values/errors';
import type { LiveStates } from './live-state';
import type { Origin, PlannedNestedStacks, Stack } from './stack';
import type { StackPolicy } from './stack-policy';

interface Request {
  clientRequestToken?: string | undefined;
}

/** An operation that can run in express mode. */
interface ExpressRequest extends Request {
  /** Resources count as done before they are stable, and rollback is off unless the request turns it on. */
  express?: boolean | undefined;
}

/** Options of every operation that can be rolled back. */
interface RollbackRequest extends ExpressRequest {
  /** Successful changes stay when another one fails. */
  disableRollback?: boolean | undefined;
  /** A rollback also deletes new resources whose DeletionPolicy is Retain. */
  retainExceptOnCreate?: boolean | undefined;
  /** The nested stacks that the executed change set has planned. */
  plannedNested?: PlannedNestedStacks | undefined;
}

/** Options of the start of a stack's creation. */
export interface CreateOptions extends RollbackRequest, Origin {
  terminationProtected?: boolean | undefined;
  timeoutInMinutes?: number | undefined;
}

export interface CreateRequest extends CreateOptions {
  stackName: string;
  /** YAML or JSON. */
  template: string;
  /** The base folder of relative TemplateURLs of nested stacks. Default: the working directory. */
  templateFolder?: string | undefined;
  parameters?: Record<string, string> | undefined;
  tags?: Record<string, string> | undefined;
  /** A stack in REVIEW_IN_PROGRESS, which gets this template; absent: a new stack. */
  planned?: Stack | undefined;
}

export interface UpdateRequest extends RollbackRequest {
  stackName: string;
  /** Default: the stack's own template. */
  template?: string | undefined;
  templateFolder?: string | undefined;
  parameters?: Record<string, string> | undefined;
  /** What parameters get that the request does not name. Over the API it is `default`; in the process, `previous`. */
  absentParameters?: 'default' | 'previous' | undefined;
  /** The plan of a change set; template and parameters of the request do not count then. */
  prepared?: Prepared | undefined;
  /** undefined keeps the stack's tags; an empty map removes all of them. */
  tags?: Record<string, string> | undefined;
  /** The stack policy in place of the stack's own, for this update only. */
  policyDuringUpdate?: StackPolicy | undefined;
  /** The operation of the parent stack began this one. The nested stack cleans up when the parent does. */
  nested?: boolean | undefined;
  /** The live states that a drift-aware change set found. The update brings the resources back to the template. */
  live?: LiveStates | undefined;
}

/** Options of an import. */
export type ImportOptions = ExpressRequest;

/** Options of the deletion of a stack. */
export type DeleteOptions = ExpressRequest;

export interface RollbackStackRequest extends Request {
  stackName: string;
  retainExceptOnCreate?: boolean | undefined;
  nested?: boolean | undefined;
}

export interface ContinueRequest extends Request {
  stackName: string;
  /** Resources that the rollback leaves as they are: `LogicalId`, or `StackName.LogicalId` in nested stacks. */
  resourcesToSkip?: readonly string[] | undefined;
  nested?: boolean | undefined;
}

/** @throws ServiceError ValidationError */
export function refuseChangedTypes(stack: Stack, prepared: Prepared): void {
  const changed = Object.entries(prepared.resources).filter(([logicalId, { Type }]) => {
    const before = stack.resources.get(logicalId);
    return before !== undefined && before.type !== Type;
  });
  if (changed.length === 0) return;
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map(([logicalId]) => logicalId).join(', ')}]`,
  );
}

/** @throws ServiceError ValidationError */
export function refuseBadName(stackName: string): void {
  if (/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stackName)) return;
  throw validationError(
    `1 validation error detected: Value '${stackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

/** @throws ServiceError ValidationError */
export function refuseBadOptions({ onFailure, disableRollback, timeoutInMinutes }: CreateOptions): void {
  if (onFailure !== undefined && disableRollback !== undefined) {
    throw validationError('You can specify either OnFailure or DisableRollback, but not both.');
  }
  if (timeoutInMinutes !== undefined && timeoutInMinutes < 1) {
    throw validationError(
      `1 validation error detected: Value '${timeoutInMinutes}' at 'timeoutInMinutes' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
}
