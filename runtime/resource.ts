import type { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import type { Connection } from './aws/connection';
import type { Properties, Tags } from './protocol/event';

/** Everything about the request that does not depend on the resource type. */
export interface Request {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** The client request token: one per operation of CloudFormation, the same in all its invocations. */
  readonly token: string;
  readonly stackId: string | undefined;
  readonly logicalResourceId: string | undefined;
  readonly nextToken: string | undefined;
  /** Whether the stack is rolling back. */
  readonly rollback: boolean;
  readonly stackTags: Tags;
  readonly previousStackTags: Tags;
}

/** One invocation of a handler: what it is given, and all that it may use. */
export interface Invocation<Model, Phase> {
  readonly request: Request;
  readonly desired: Model;
  /** The properties before this update; undefined for every other action. */
  readonly previous: Model | undefined;
  /** Where the operation stands; undefined in its first invocation. */
  readonly phase: Phase | undefined;
  /** When the operation began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** This moment, in milliseconds since the epoch. */
  readonly now: number;
  readonly connection: Connection;
  /**
   * Whether to throw what AWS has answered to a call instead of ending the operation: the next invocation makes the
   * call again. True for transient errors; for a refusal, see `keepsAsking`.
   */
  readonly isRetried: (thrown: unknown) => boolean;
  /** Writes a line to the provider log group. */
  readonly log: (line: string) => void;
}

/** What a handler answers. It throws a `Failure` when the operation has failed. */
export type Outcome<Model, Phase> =
  | { kind: 'done'; model: Model }
  | { kind: 'deleted' }
  | { kind: 'listed'; models: Model[]; nextToken: string | undefined }
  | { kind: 'inProgress'; phase: Phase; delaySeconds: number; message: string; messageCode: string }
  /** A call has failed as if the handler had thrown this error, and the phase has to remember it. */
  | { kind: 'retry'; phase: Phase; error: unknown };

/**
 * One action of a resource type: one invocation, one answer. CloudFormation invokes the handler of a create, update or
 * delete again as long as the answer is `inProgress`. Every handler keeps these obligations:
 *
 * - It never waits. It answers within the 60 seconds that CloudFormation allows an invocation, and asks for the next
 *   one with `delaySeconds`.
 * - It observes before it changes. What it knows from an earlier invocation are ids and moments in the phase; the state
 *   of the group, its deployments and its service is read again.
 * - It makes at most one change that cannot be repeated in an invocation (CreateDeployment, StopDeployment,
 *   ContinueDeployment, Create- or DeleteDeploymentGroup). Writes that may be repeated without harm (tags, the settings
 *   of a group) may come before or after it.
 * - It may be invoked again with the same callback context, because an answer was lost; twice at the same time, because
 *   a request was delivered twice; and after CloudFormation has begun a newer operation. The result is the same as
 *   after one invocation: the owner tag and the description marker tell who did what.
 * - It lets the result of a call that has no client token and cannot be repeated (CreateDeployment) be found again without
 *   its own answer, and looks for that result before it makes the call again. The owner tag, which it writes before,
 *   names the operation and when it began; the description marker of the deployment names the operation. The answer to a
 *   transient error has the intention as its phase.
 * - An update makes its decisive call in its first invocation, if nothing holds the group: CloudFormation may take the
 *   first `inProgress` for the end and never invoke the handler again (express mode).
 * - It leaves nothing half done that the next invocation cannot see in AWS or in the phase.
 * - It ends without a change when a newer operation owns the resource. Only a deployment that this operation itself has
 *   started, and that the newer one does not know, is stopped.
 * - It never changes what another owner has marked, unless the template asks for it (`WhenBusy: STOP`).
 * - It throws a `Failure` from the message registry, and only when the operation has failed for good. It lets transient
 *   errors of AWS through: the entrypoint answers them with a delay and the same phase. The same for refusals, as long as
 *   `isRetried` says so.
 * - READ and LIST change nothing and never answer `inProgress`.
 */
export type Handler<Model, Phase> = (invocation: Invocation<Model, Phase>) => Promise<Outcome<Model, Phase>>;

/** A resource type: its model, its handlers, and what the runtime must know of it. */
export interface ResourceDefinition<Model extends BaseModel, Phase> {
  typeName: string;
  /** The model of some properties, scalars recast from the strings that CloudFormation sends. */
  toModel(properties: Properties): Model;
  /**
   * Fills in what the primary identifier needs and the user left out, before the first call:
   * every answer has to carry the identifier.
   */
  identify?(model: Model, request: Request): void;
  /** Reads the phase of a callback context; undefined for one that this version has not written. */
  toPhase(phase: Properties): Phase | undefined;
  /**
   * Whether a refusal of AWS, of whatever kind, has to last before it ends an operation in this phase: a deployment runs,
   * or may run, that no other operation watches. An odd answer that comes once must not end it.
   */
  keepsAsking?(phase: Phase): boolean;
  /** Minutes of consecutive transient errors (throttling, 5xx, lost responses) before the operation fails, by action. */
  transientErrorBudgetMinutes: Readonly<Record<'CREATE' | 'UPDATE' | 'DELETE', number>>;
  create: Handler<Model, Phase>;
  read: Handler<Model, Phase>;
  update: Handler<Model, Phase>;
  delete: Handler<Model, Phase>;
  list: Handler<Model, Phase>;
}
