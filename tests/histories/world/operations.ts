import { type HandlerAnswer, type HandlerRequest, isMap, scalarText, type ValueMap } from '#local-aws';

/** One operation of CloudFormation on one resource of our types: all invocations under one client request token. */
export interface OperationRecord {
  readonly token: string;
  readonly typeName: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly action: HandlerRequest['action'];
  readonly rollback: boolean;
  readonly properties: ValueMap;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether CloudFormation does not await its last answer, because the stack is in express mode. */
  readonly isExpress: boolean;
  /** Whether it is part of an import, which nothing brings back when it fails. */
  readonly isImport: boolean;
  /** Whether CloudFormation has cancelled it and ignores its answers. */
  cancelled: boolean;
  /** When AWS refused a call in the first of the latest consecutive invocations with a refusal; in milliseconds since the epoch. */
  refusedSince: number | undefined;
  /** Whether AWS has refused a call in the newest invocation. */
  isRefused: boolean;
  /** The ids of the deployments that its CreateDeployment calls have started. */
  readonly startedDeployments: string[];
  /** Whether CloudFormation has got an answer that asks for another invocation. */
  isUnderWay: boolean;
  /** Whether its newest event was delivered before, or twice at once. */
  deliveredTwice: boolean;
  /** Whether the handler was killed in its newest invocation, so that the same event comes again. */
  wasKilled: boolean;
  /** Whether CloudFormation knows the primary identifier. It deletes only a resource that has one. */
  identifierKnown: boolean;
  /** The final answer, and when CloudFormation got it. */
  ended: (HandlerAnswer & { at: number }) | undefined;
}

/** What CloudFormation does to the stack when an operation begins. */
export type Circumstances = Pick<OperationRecord, 'isExpress' | 'isImport'>;

/** Every operation on resources of our types, oldest first. */
export class Operations {
  readonly all: OperationRecord[] = [];
  readonly #byToken = new Map<string, OperationRecord>();
  readonly #byAccessKey = new Map<string, OperationRecord>();

  /** The record of the operation that a request belongs to; a new record for a new token. */
  of(
    typeName: string,
    request: HandlerRequest,
    now: number,
    circumstances: (stackId: string) => Circumstances,
  ): OperationRecord {
    const known = this.#byToken.get(request.token);
    if (known) return known;
    const { token, logicalId, stackId = '', action, rollback, properties } = request;
    const record: OperationRecord = {
      ...{ token, typeName, logicalId, stackId, action, rollback, properties, startedAt: now },
      ...circumstances(stackId),
      cancelled: false,
      refusedSince: undefined,
      isRefused: false,
      startedDeployments: [],
      isUnderWay: false,
      deliveredTwice: false,
      wasKilled: false,
      identifierKnown: action !== 'CREATE',
      ended: undefined,
    };
    this.all.push(record);
    this.#byToken.set(token, record);
    return record;
  }

  /** Only consecutive invocations with a refusal count. */
  invocationEnded(operation: OperationRecord): void {
    if (!operation.isRefused) operation.refusedSince = undefined;
  }

  /**
   * Remembers which operation an event's credentials belong to.
   * @returns the access key
   */
  rememberCredentials(payload: unknown): string {
    const event = isMap(payload) ? payload : {};
    const data = isMap(event.requestData) ? event.requestData : {};
    const credentials = isMap(data.callerCredentials) ? data.callerCredentials : {};
    const record = this.#byToken.get(scalarText(event.bearerToken));
    const key = scalarText(credentials.accessKeyId);
    if (record) this.#byAccessKey.set(key, record);
    return key;
  }

  /** The operation whose handler signs with this access key; undefined for any other caller. */
  ofAccessKey(accessKeyId: string): OperationRecord | undefined {
    return this.#byAccessKey.get(accessKeyId);
  }

  /** The operation that started this deployment; undefined when no resource of our types did. */
  starterOf(deploymentId: string): OperationRecord | undefined {
    return this.all.find(({ startedDeployments }) => startedDeployments.includes(deploymentId));
  }

  /** The newest operation on the same resource. */
  newestOn(operation: OperationRecord): OperationRecord | undefined {
    return this.all.findLast((other) => sameResource(operation, other));
  }

  /**
   * Whether a create may have left a resource whose identifier CloudFormation has never got, so that it never deletes it: it was
   * cancelled, or one of two deliveries of its event has failed.
   */
  hasLostCreate(): boolean {
    return this.all.some(
      ({ cancelled, identifierKnown, deliveredTwice, ended }) =>
        !identifierKnown && (cancelled || (deliveredTwice && ended?.status === 'FAILED')),
    );
  }

  /** CloudFormation has cancelled what is in progress on a resource. */
  cancel(stackId: string, logicalId: string): void {
    for (const record of this.all)
      if (record.stackId === stackId && record.logicalId === logicalId && !record.ended)
        record.cancelled = true;
  }
}

/** A resource of one of our types, which an operation works on. */
export type Resource = Pick<OperationRecord, 'typeName' | 'stackId'>;

/** Whether both are operations on the same resource: a stack has one of each type, whatever its logical id is. */
export const sameResource = (one: Resource, other: Resource): boolean =>
  one.stackId === other.stackId && one.typeName === other.typeName;

/** An operation in a few words, e.g. `rollback UPDATE of Deployment (8da7)`. */
export function titleOf({ action, rollback, logicalId, token, cancelled }: OperationRecord): string {
  return `${rollback ? 'rollback ' : ''}${cancelled ? 'cancelled ' : ''}${action} of ${logicalId} (${token.slice(0, 4)})`;
}
