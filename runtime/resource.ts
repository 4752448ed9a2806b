import type { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import type { Connection } from './connection';
import type { Properties, Tags } from './event';

/** Everything about the request that does not depend on the resource type. */
export interface Request {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** The client request token: one per operation of CloudFormation, however many calls it takes. */
  readonly token: string;
  readonly stackId: string | undefined;
  readonly logicalResourceId: string | undefined;
  readonly nextToken: string | undefined;
  /** Whether the stack is on its way back to what it was. */
  readonly rollback: boolean;
  readonly stackTags: Tags;
  readonly previousStackTags: Tags;
}

/** One call of a handler: what it is given, and all that it may use. */
export interface Invocation<Model, Phase> {
  readonly request: Request;
  readonly desired: Model;
  /** The properties before this update; undefined for every other action. */
  readonly previous: Model | undefined;
  /** Where the operation stands; undefined on its first call. */
  readonly phase: Phase | undefined;
  /** When the operation began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** This moment, in milliseconds since the epoch. */
  readonly now: number;
  readonly connection: Connection;
  /** Writes a line to the provider log group. */
  readonly log: (line: string) => void;
}

/** What a handler answers. Failures are thrown (`Failure`). */
export type Outcome<Model, Phase> =
  | { kind: 'done'; model: Model }
  | { kind: 'deleted' }
  | { kind: 'listed'; models: Model[]; nextToken: string | undefined }
  | { kind: 'inProgress'; phase: Phase; delaySeconds: number; message: string };

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
  /** For how long (minutes) an unbroken row of throttling, errors on AWS's side and lost answers is sat out. */
  transientErrorBudgetMinutes: number;
  create: Handler<Model, Phase>;
  read: Handler<Model, Phase>;
  update: Handler<Model, Phase>;
  delete: Handler<Model, Phase>;
  list: Handler<Model, Phase>;
}
