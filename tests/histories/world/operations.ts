import { type HandlerAnswer, type HandlerRequest, isMap, scalarText, type ValueMap } from '#local-aws';

/** One operation of CloudFormation on one resource of our types: a chain of calls under one token. */
export interface OperationRecord {
  readonly token: string;
  readonly typeName: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly action: HandlerRequest['action'];
  readonly rollback: boolean;
  readonly properties: ValueMap;
  readonly startedAt: number;
  /** CloudFormation has cancelled it: what it answers counts for nothing. */
  abandoned: boolean;
  /** The deployment that each of its CreateDeployment calls has made. */
  readonly made: string[];
  /** CloudFormation has heard the identifier: it deletes only what has one. */
  identified: boolean;
  ended: (HandlerAnswer & { at: number }) | undefined;
}

/** Every operation on resources of our types, oldest first. */
export class Operations {
  readonly all: OperationRecord[] = [];
  readonly #byToken = new Map<string, OperationRecord>();
  readonly #byKey = new Map<string, OperationRecord>();

  /** The record of the operation that a call belongs to; a new one for a new token. */
  of(typeName: string, request: HandlerRequest, now: number): OperationRecord {
    const known = this.#byToken.get(request.token);
    if (known) return known;
    const { token, logicalId, stackId, action, rollback, properties } = request;
    const record: OperationRecord = {
      ...{ token, typeName, logicalId, stackId, action, rollback, properties, startedAt: now },
      abandoned: false,
      made: [],
      identified: action !== 'CREATE',
      ended: undefined,
    };
    this.all.push(record);
    this.#byToken.set(token, record);
    return record;
  }

  /** Remembers to whom CloudFormation gave these credentials. */
  give(payload: unknown): string {
    const event = isMap(payload) ? payload : {};
    const data = isMap(event.requestData) ? event.requestData : {};
    const credentials = isMap(data.callerCredentials) ? data.callerCredentials : {};
    const record = this.#byToken.get(scalarText(event.bearerToken));
    const key = scalarText(credentials.accessKeyId);
    if (record) this.#byKey.set(key, record);
    return key;
  }

  /** The operation whose handler signs with this key; undefined for everybody else. */
  ofKey(accessKeyId: string): OperationRecord | undefined {
    return this.#byKey.get(accessKeyId);
  }

  /** Which operation of a resource of our types made this deployment. */
  makerOf(deploymentId: string): OperationRecord | undefined {
    return this.all.find(({ made }) => made.includes(deploymentId));
  }

  /** The newest operation on the same resource. */
  newestOn({ stackId, logicalId }: OperationRecord): OperationRecord | undefined {
    return this.all.findLast((other) => other.stackId === stackId && other.logicalId === logicalId);
  }

  /** Whether a create was cancelled before CloudFormation got to know that it had made anything. */
  hasUnheardOf(): boolean {
    return this.all.some(({ abandoned, identified }) => abandoned && !identified);
  }

  /** CloudFormation has given up what runs on a resource. */
  abandon(stackId: string, logicalId: string): void {
    for (const record of this.all)
      if (record.stackId === stackId && record.logicalId === logicalId && !record.ended)
        record.abandoned = true;
  }
}

/** Whether both belong to the same resource of the same stack. */
export const sameResource = (one: OperationRecord, other: OperationRecord): boolean =>
  one.stackId === other.stackId && one.logicalId === other.logicalId;
