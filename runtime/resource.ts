import type { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import type { Connection } from './aws/connection';
import type { Properties, Tags } from './protocol/event';

/** The members of a request that do not depend on the resource type. */
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

/** One invocation of a handler: everything that the handler gets and may use. */
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
   * Whether a handler lets this error through, because the next invocation makes the call again. True for transient
   * errors, and for some refusals: see `keepsAsking`.
   */
  readonly isRetried: (thrown: unknown) => boolean;
  /** Writes a line to the provider log group. */
  readonly log: (line: string) => void;
}

/** The answer of a handler. When the operation has failed, the handler throws a `Failure` instead. */
export type Outcome<Model, Phase> =
  | { kind: 'done'; model: Model }
  | { kind: 'deleted' }
  | { kind: 'listed'; models: Model[]; nextToken: string | undefined }
  | { kind: 'inProgress'; phase: Phase; delaySeconds: number; message: string; messageCode: string }
  /** As if the handler had thrown this error, but with a new phase, which remembers the failed call. */
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
 * - It leaves no change unfinished that the next invocation cannot see in AWS or in the phase.
 * - It ends without a change when a newer operation owns the resource. Only a deployment that this operation itself has
 *   started, and that the newer one does not know, is stopped.
 * - It never changes a group, tag or deployment of another owner, unless the template asks for it (`WhenBusy: STOP`).
 * - It throws a `Failure` from the message registry, and only when the operation has failed for good. It lets transient
 * errors of AWS through: the entrypoint answers them with a delay and the same phase. The same for refusals, as long as
 * `isRetried` says so.
 * - READ and LIST change nothing and never answer `inProgress`.
 */
export type Handler<Model, Phase> = (invocation: Invocation<Model, Phase>) => Promise<Outcome<Model, Phase>>;

/** A resource type: its name, its model, its handlers, and how the runtime treats its operations. */
export interface ResourceDefinition<Model extends BaseModel, Phase> {
  typeName: string;
  /**
   * The model of an event's properties. CloudFormation sends every scalar as a string; the model has the schema's
   * types.
   */
  toModel(properties: Properties): Model;
  /**
   * Fills in a part of the primary identifier that the template leaves out, before the first call of AWS: every answer
   * has to carry the identifier.
   */
  identify?(model: Model, request: Request): void;
  /** Reads the phase of a callback context; undefined for one that this version cannot use. */
  toPhase(phase: Properties): Phase | undefined;
  /**
   * Whether a refusal of AWS, of any kind, must last for minutes before it ends an operation in this phase. True while
   * a deployment runs, or may run, that no other operation watches: one odd answer must not end it.
   * @param phase undefined when it cannot be read, or when no invocation before this one has got as far as one
   */
  keepsAsking?(phase: Phase | undefined): boolean;
  /**
   * Minutes of consecutive transient errors (throttling, 5xx, lost responses) before the operation fails, by action.
   */
  transientErrorBudgetMinutes: Readonly<Record<'CREATE' | 'UPDATE' | 'DELETE', number>>;
  create: Handler<Model, Phase>;
  read: Handler<Model, Phase>;
  update: Handler<Model, Phase>;
  delete: Handler<Model, Phase>;
  list: Handler<Model, Phase>;
}
