import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation';
import type { HandlerAnswer, VirtualClock } from '#local-aws';
import { DEPLOYMENT_TYPE, GROUP_TYPE } from '../generate/template';
import type { OperationRecord, Operations } from './operations';

/** The stack that has a resource of one of our types. */
export interface Holder {
  stackId: string;
  /** Whether the resource has left the stack without having been deleted for sure. */
  retained: boolean;
  /**
   * Whether it has got another stack or logical id by an import or a refactoring, and no update since. Its tag names the former
   * owner, so a delete leaves it as it is (docs/operations.md).
   */
  hasChangedHands: boolean;
  /** From when on the tag shows this stack in every answer, in milliseconds since the epoch. A delete before may not see it. */
  tagShowsFrom: number;
  /** The stacks that have had it before, by imports. */
  formerStackIds: readonly string[];
}

/** The events of a resource that leaves its stack. Only the first one says that its handler was called. */
const LEAVING: readonly ResourceStatus[] = ['DELETE_COMPLETE', 'DELETE_SKIPPED', 'IMPORT_ROLLBACK_COMPLETE'];

/** Which stack has the group, and which one has the EcsDeployment, by the events of CloudFormation. */
export class Ownership {
  readonly #holders = new Map<string, Holder>();
  /** The operations that have written an owner tag. */
  readonly #writers = new Set<OperationRecord>();

  constructor(
    private readonly operations: Operations,
    private readonly clock: VirtualClock,
    private readonly tagsSeconds: number,
  ) {}

  /** @param typeName one of our types */
  holderOf(typeName: string): Holder | undefined {
    return this.#holders.get(typeName);
  }

  /** Whether a stack has the resource that another stack had before, by an import. */
  hasTakenOver(typeName: string, stackId: string, formerStackId: string): boolean {
    const holder = this.#holders.get(typeName);
    return holder?.stackId === stackId && holder.formerStackIds.includes(formerStackId);
  }

  /** An update of the stack has written its owner into the resource's tag. */
  tagged(operation: OperationRecord): void {
    const { typeName, stackId, action } = operation;
    this.#writers.add(operation);
    const holder = this.#holders.get(typeName);
    if (action !== 'UPDATE' || holder?.stackId !== stackId || !holder.hasChangedHands) return;
    holder.hasChangedHands = false;
    holder.tagShowsFrom = this.clock.now() + this.tagsSeconds * 1000;
  }

  /** A delete has removed the owner tag. From then on no stack has the resource, although CloudFormation has not got the answer yet. */
  untagged({ typeName, stackId, action }: OperationRecord): void {
    if (action === 'DELETE' && this.#holders.get(typeName)?.stackId === stackId) this.clear(typeName);
  }

  /** Whether another stack than that of the operation has the resource. */
  isOthers({ typeName, stackId }: OperationRecord): boolean {
    const holder = this.#holders.get(typeName);
    return holder !== undefined && holder.stackId !== stackId;
  }

  /** Whether the resource's tag may have named its former owner when the operation began: a delete then leaves the resource. */
  namesFormerOwner({ typeName, startedAt }: OperationRecord): boolean {
    const holder = this.#holders.get(typeName);
    return holder !== undefined && (holder.hasChangedHands || startedAt < holder.tagShowsFrom);
  }

  /** The resource has left its stack, or was taken away from outside of it. */
  clear(typeName: string): void {
    this.#holders.delete(typeName);
    if (typeName === GROUP_TYPE) this.#holders.delete(DEPLOYMENT_TYPE);
  }

  /** Follows the events of stacks. */
  followEvent({ ResourceType: type = '', ResourceStatus: status, StackId: stackId = '' }: StackEvent): void {
    if (type !== GROUP_TYPE && type !== DEPLOYMENT_TYPE) return;
    const holder = this.#holders.get(type);
    if (status === 'CREATE_COMPLETE' && this.#isCreated(type, stackId))
      this.#holders.set(type, {
        ...{ stackId, retained: false, hasChangedHands: false },
        ...{ tagShowsFrom: 0, formerStackIds: [] },
      });
    if (status === 'IMPORT_COMPLETE') this.#holders.set(type, importedBy(stackId, holder));
    const leaves = status !== undefined && LEAVING.includes(status);
    if (!leaves || holder?.stackId !== stackId) return;
    const isDelete = status === 'DELETE_COMPLETE' && !holder.hasChangedHands;
    if (isDelete && this.#isDeleted(type, holder)) this.clear(type);
    else this.#holders.set(type, { ...holder, retained: true });
  }

  /** Follows the last answers, because CloudFormation does not await them in express mode. */
  followAnswer({ action, typeName, stackId }: OperationRecord, { status, errorCode }: HandlerAnswer): void {
    const isDeleted = status === 'SUCCESS' || errorCode === 'NotFound';
    const holder = this.#holders.get(typeName);
    const isLeft = holder?.stackId === stackId && holder.retained && !holder.hasChangedHands;
    if (action === 'DELETE' && isDeleted && isLeft) this.clear(typeName);
  }

  /** In express mode CloudFormation counts a create as complete whose handler was killed before it wrote the tag. */
  #isCreated(type: string, stackId: string): boolean {
    const create = this.#newest(type, stackId, 'CREATE');
    return type === GROUP_TYPE || !create?.isExpress || this.#writers.has(create);
  }

  #isDeleted(typeName: string, { stackId, tagShowsFrom }: Holder): boolean {
    const last = this.#newest(typeName, stackId, 'DELETE');
    return last?.ended !== undefined && last.startedAt >= tagShowsFrom;
  }

  #newest(type: string, stackId: string, action: OperationRecord['action']): OperationRecord | undefined {
    return this.operations.all.findLast(
      (each) => each.typeName === type && each.stackId === stackId && each.action === action,
    );
  }
}

function importedBy(stackId: string, before: Holder | undefined): Holder {
  const former = before ? [before.stackId, ...before.formerStackIds] : [];
  return {
    stackId,
    retained: false,
    hasChangedHands: true,
    tagShowsFrom: 0,
    formerStackIds: former.filter((each) => each !== stackId),
  };
}
