import type { NativeSettings } from '../resource-types/native/native-type';
import type { RegistrySettings } from '../resource-types/registry/registry';
import type { TemplateEnvironment } from '../template/prepare';
import type { Invocation } from './invocations';
import type { ResourceFaults } from './resource-faults';
import type { Stack } from './stack';
import type { Stacks } from './stacks';

/** Behaviour of CloudFormation that AWS does not document; tests try the alternatives. */
export interface Settings extends NativeSettings, RegistrySettings {
  /**
   * How often in all a handler is called when it answers a retriable error: NetworkFailure, ResourceConflict,
   * ServiceInternalError, Throttling.
   */
  callsOnRetriableError: number;
  /** The order in which a rollback restores resources: along the old template's dependencies, or against them. */
  rollbackOrder: 'dependencies' | 'reversed';
  /** The types whose update handler an import calls. A type without an update handler is never called. */
  importUpdates: 'always' | 'taggable' | 'never';
  /** The previous properties in the UPDATE of an import: none (null), or the template's properties. */
  importPrevious: 'none' | 'template';
  /**
   * What an operation in express mode does after a private type's first IN_PROGRESS answer, when the resource counts as
   * done: it goes on to call the handler unseen, or never calls it again. With `await` it waits for the last answer.
   */
  expressInvocations: 'continue' | 'drop' | 'await';
  /**
   * The previous properties in an UPDATE of a drift-aware change set: what READ answered, without write-only properties
   * or with those of the last deployment (`merged`), or the last deployment's.
   */
  revertDriftPrevious: 'live' | 'merged' | 'template';
  /** Whether a stack refactor calls the update handlers of taggable types, whose system and stack tags change. */
  refactorTags: 'none' | 'update';
  /** AWS's own types that have no behaviour here: they stand in with made-up values, or are refused. */
  standIns: 'made-up' | 'refused';
  /** Whether ContinueUpdateRollback sends the rollback flag to handlers. */
  continueRollbackFlag: boolean;
  /** Whether RollbackStack sends the rollback flag to handlers. */
  rollbackStackFlag: boolean;
  /** Whether the UPDATE that reverts a failed one under DisableRollback has the rollback flag. */
  preservedRevertFlag: boolean;
  /** How often a handler is called again whose operation was cancelled, while it answers IN_PROGRESS. */
  callsAfterCancel: number;
  /** What a rollback does with a resource whose update failed, or was cancelled, before its handler was called. */
  rollbackOfUncalled: 'none' | 'update';
  /** What happens to the other resources in progress when one cannot be rolled back. */
  rollbackFailure: 'continue' | 'cancel';
  /** Whether a cancelled update with DisableRollback is rolled back, or kept as a failed one. */
  cancelWithoutRollback: 'rollback' | 'keep';
  /** What ContinueUpdateRollback calls: what has not been rolled back, or every resource of the update again. */
  continueRollback: 'remaining' | 'all';
  /** Whether an update calls a resource in UPDATE_FAILED that does not change. */
  failedUpdates: 'called' | 'changed';
  /** What RollbackStack leaves of a stack whose creation failed: a stack in ROLLBACK_COMPLETE, or none. */
  rollbackOfFailedCreate: 'stays' | 'deletes';
  /** How often in all a request is sent whose handler's process ends. */
  deliveriesToKilled: number;
  /** How numbers and booleans travel in the model that the handler has answered. */
  repeatedNumbers: 'strings' | 'typed';
  /** Which models of an UPDATE have the identifier. */
  updateIdentifier: 'both' | 'new';
  /** The UpdateReplacePolicy that counts: the one before the update, or its own. */
  replacePolicy: 'before' | 'after';
  /** Whether handlers get system tags. */
  systemTags: 'sent' | 'none';
  /** Whether tags of the stack and of CloudFormation count as drift. */
  driftTags: 'ignored' | 'counted';
  /** What the rollback of a drift-aware update restores: the live values, or those of the last deployment. */
  revertDriftRollback: 'live' | 'template';
}

export const DEFAULT_SETTINGS: Settings = {
  callsOnRetriableError: 3,
  rollbackOrder: 'dependencies',
  importUpdates: 'always',
  importPrevious: 'none',
  expressInvocations: 'continue',
  revertDriftPrevious: 'live',
  refactorTags: 'none',
  standIns: 'made-up',
  continueRollbackFlag: true,
  rollbackStackFlag: true,
  preservedRevertFlag: true,
  callsAfterCancel: 0,
  rollbackOfUncalled: 'none',
  rollbackFailure: 'continue',
  cancelWithoutRollback: 'rollback',
  continueRollback: 'remaining',
  failedUpdates: 'called',
  rollbackOfFailedCreate: 'stays',
  deliveriesToKilled: 3,
  repeatedNumbers: 'strings',
  updateIdentifier: 'both',
  replacePolicy: 'before',
  systemTags: 'sent',
  driftTags: 'ignored',
  revertDriftRollback: 'live',
  brokenContract: 'ends',
  handlerPermissions: 'schema',
  listenerUpdates: 'changed',
};

/** What the operations of all stacks share: account, region, clock, resource types and the other stacks. */
export interface StackEnvironment extends TemplateEnvironment {
  readonly settings: Settings;
  readonly faults: ResourceFaults;
  readonly stacks: Stacks;
  /** Every call of a handler so far, oldest first. */
  readonly invocations: Invocation[];
  /** A new identifier; every run of a program gets the same ones. */
  uuid(): string;
  /** The stack that exports a value by this name, and the value. */
  findExport(name: string): { stack: Stack; value: string } | undefined;
  /** Names of the stacks that import this export. */
  importers(name: string): string[];
  /** Called after each event of a stack. */
  onEvent(stack: Stack): void;
}
