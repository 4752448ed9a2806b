import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import type { Action, ResourceProvider } from '../resource-types/provider';
import type { StackIdentity } from '../values/stack-identity';
import type { ValueMap } from '../values/value';

/** One create, update or delete of a resource, and the functions that learn its outcome. */
export interface HandlerOperationInput {
  action: Exclude<Action, 'READ'>;
  /** undefined for an operation of Cloud Control. */
  stack: StackIdentity | undefined;
  logicalId: string;
  provider: ResourceProvider;
  properties: ValueMap;
  previousProperties?: ValueMap | undefined;
  physicalId?: string | undefined;
  stackTags: Record<string, string>;
  previousStackTags?: Record<string, string> | undefined;
  previousSystemTags?: Record<string, string> | undefined;
  /** Whether the operation is part of a stack rollback. */
  rollback: boolean;
  /** Whether a request of a stack rollback says so. */
  sendsRollbackFlag: boolean;
  /**
   * What the first IN_PROGRESS answer does: `await` goes on until the last answer. Otherwise the operation succeeds, and
   * the invocations go on unseen (`continue`) or end (`drop`).
   */
  afterFirstAnswer: 'await' | 'continue' | 'drop';
  snapshotRequested?: boolean;
  /** Called before the first invocation; also when a fault fails the operation without an invocation. */
  called?(): void;
  /** Called with the first answer that has the identifier, even after the operation was abandoned. */
  identified(physicalId: string, model: ValueMap): void;
  succeeded(physicalId: string | undefined, model: ValueMap): void;
  /**
   * Called with the message of each IN_PROGRESS answer, unless the operation was abandoned.
   * @param delaySeconds until the next invocation
   */
  progressed?(message: string | undefined, delaySeconds: number): void;
  /**
   * @param reason the sentence of a stack event
   * @param failure the handler's own answer; undefined after a timeout
   */
  failed(reason: string, failure?: HandlerFailure): void;
}

/** The failed answer of a handler. */
export interface HandlerFailure {
  code: HandlerErrorCode;
  message: string | undefined;
}
