import { createHash } from 'node:crypto';
import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { uuidOf } from '../../core/account-context';
import { NESTED_STACK } from '../template/nested-templates';
import { toValue, type ValueMap } from '../values/value';
import type { PhysicalResource, Stack } from './stack';
import type { StackEnvironment } from './stack-environment';

const LONGEST_REASON = 1024;

/** What all events of one operation have in common. */
export interface OperationIds {
  /** The client request token. */
  token: string;
  operationId: string;
}

/** The id of an operation that begins now on this stack. It is the same in every run of a program. */
export function operationIdOf({ id, events }: Stack, token: string): string {
  return uuidOf(createHash('sha256').update(`${id} ${events.length} ${token}`).digest('hex'));
}

/** Writes an event about a physical resource, which may no longer be the one of its logical id. */
export function addResourceEvent(
  environment: StackEnvironment,
  stack: Stack,
  { token, operationId }: OperationIds,
  logicalId: string,
  physical: PhysicalResource,
  status: ResourceStatus,
  reason?: string,
  properties?: ValueMap,
): void {
  const time = environment.clock.date();
  stack.events.push({
    StackId: stack.id,
    EventId: resourceEventId(stack, logicalId, status, time),
    StackName: stack.name,
    OperationId: operationId,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physical.physicalId ?? '',
    ResourceType: physical.type,
    Timestamp: time,
    ResourceStatus: status,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason.slice(0, LONGEST_REASON) }),
    ...(properties === undefined ? {} : { ResourceProperties: JSON.stringify(toValue(properties)) }),
    ClientRequestToken: token,
  });
  environment.onEvent(stack);
}

/**
 * Virtual time stands still between two events, but their ids must differ: clients show an event only once. The time in
 * the id counts on for each repeated event.
 */
function resourceEventId(stack: Stack, logicalId: string, status: string, time: Date): string {
  const idAt = (ms: number): string => `${logicalId}-${status}-${new Date(ms).toISOString()}`;
  const taken = new Set(
    stack.events
      .filter((event) => event.LogicalResourceId === logicalId && event.ResourceStatus === status)
      .map(({ EventId }) => EventId),
  );
  let ms = time.getTime();
  while (taken.has(idAt(ms))) ms += 1;
  return idAt(ms);
}

/** Sets the status of the stack, and writes the event. */
export function setStackStatus(
  environment: StackEnvironment,
  stack: Stack,
  { token, operationId }: OperationIds,
  status: StackStatus,
  reason?: string,
): void {
  stack.status = status;
  stack.reason = reason;
  stack.events.push({
    StackId: stack.id,
    EventId: environment.uuid(),
    StackName: stack.name,
    OperationId: operationId,
    LogicalResourceId: stack.name,
    PhysicalResourceId: stack.id,
    ResourceType: NESTED_STACK,
    Timestamp: environment.clock.date(),
    // The same field shows statuses that only stacks have (those of the cleanup); the SDK's type lacks them.
    ResourceStatus: status as ResourceStatus,
    ...(reason === undefined ? {} : { ResourceStatusReason: reason.slice(0, LONGEST_REASON) }),
    ClientRequestToken: token,
  });
  environment.onEvent(stack);
}
