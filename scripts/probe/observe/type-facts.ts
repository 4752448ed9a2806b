import type { Outcome } from './outcome';

/** What the run has observed about CloudFormation, its handlers and Cloud Control. */
export interface TypeFacts {
  /** The request of an UPDATE: whether each model has the identifier. */
  updateRequest?: { inNew: boolean; inPrevious: boolean };
  /** How the number 3 was sent in the first invocation, and how in the second, after the handler had answered 3. */
  numbers?: { first: string; again: string };
  systemTags?: string[];
  /** READ requests of a stack without Fn::GetAtt that was created, updated and rolled back. */
  reads?: number;
  /** In which order a rollback called two resources, of which the second depends on the first. */
  rollbackOrder?: 'dependencies' | 'reversed' | 'parallel' | undefined;
  /** UPDATE requests for a resource that had failed before its handler was called. */
  updatesOfUncalled?: number;
  updatesOfReplaced?: number;
  callsAfterCancel?: number;
  /** How a resource ended that was in progress when another one failed to roll back. */
  besideFailedRollback?: string | undefined;
  /** What ContinueUpdateRollback called: whether also what was rolled back before, if anything was, and with which flag. */
  continued?: { calledDone: boolean | undefined; flag: boolean };
  /** The reasons of the stack's events after each call. */
  reasons?: { cancel?: string | undefined; continue?: string | undefined; rollback?: string | undefined };
  /** How a stack ended whose update with DisableRollback was cancelled. */
  cancelledPreserving?: Outcome<{ status: string }>;
  /** The revert of an update that failed with DisableRollback. */
  revert?: { called: boolean; flag: boolean };
  templateAfterFailure?: 'failed' | 'lastGood';
  failedIsCalledAgain?: boolean;
  rolledBackStack?: { operations: number; from: unknown; to: unknown; flag: boolean };
  afterFailedCreate?: string;
  timeout?: { reason: string | undefined; resource: string | undefined };
  /** DELETE requests for the two physical resources of a replacement, after a failed rollback. */
  deletedOfReplacement?: number;
  /** Whether an old resource was deleted whose policy was Retain before the update that set it to Delete. */
  oldWasDeleted?: boolean;
  snapshot?: Outcome;
  retriable?: number;
  killed?: number;
  /** The statuses of resources whose handlers broke the contract, by how. */
  contract?: Record<string, string>;
  readOnlyProperty?: { called: boolean; reason: string | undefined };
  /** Whether a handler could use an action that its role allows and its schema does not name. */
  unnamedAction?: { status: string; reason: string | undefined };
  /** Which types an import has called with UPDATE, and whether with previous properties. */
  imported?: { taggable: boolean; untaggable: boolean; previous: boolean };
  importFailed?: { deletes: number; reverts: number };
  tagDrift?: string;
  unreadable?: { detection: string; resource: string };
  /** The UPDATE of REVERT_DRIFT: its previous properties, and the READs since the change set was executed. */
  revertDrift?: { value: unknown; hasSecret: boolean; reads: number };
  /** The value that the rollback of a REVERT_DRIFT asks for. */
  revertDriftRollback?: string | undefined;
  /** Calls in express mode, before and after the resource was complete. */
  express?: { before: number; after: number };
  expressFailure?: string;
  refactorUpdates?: number;
  cloudControl?: {
    create?: { stackId: boolean; tags: boolean; logicalIds: number };
    message?: string | undefined;
    update?: { previous: boolean; readOnly: boolean; secret: boolean };
    second?: Outcome;
    delete?: string[];
    missing?: Outcome<{ status: string; code: string }>;
    errorCode?: string;
  };
}
