import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation';
import type { HandlerAnswer } from '#local-aws';
import { DEPLOYMENT_TYPE, GROUP_TYPE } from '../generate/template';
import type { OperationRecord, Operations } from './operations';

/** The stack that has a resource of one of our types. */
export interface Holder {
  stackId: string;
  /** Whether the resource has left the stack without having been deleted for sure. */
  retained: boolean;
}

/** The events of a resource that leaves its stack. Only the first one says that its handler was called. */
const LEAVING: readonly ResourceStatus[] = ['DELETE_COMPLETE', 'DELETE_SKIPPED', 'IMPORT_ROLLBACK_COMPLETE'];

/** Which stack has the group, and which one has the EcsDeployment, by the events of CloudFormation. */
export class Ownership {
  readonly #holders = new Map<string, Holder>();

  constructor(private readonly operations: Operations) {}

  /** @param typeName one of our types */
  holderOf(typeName: string): Holder | undefined {
    return this.#holders.get(typeName);
  }

  /** Whether another stack than that of the operation has the resource. */
  isOthers({ typeName, stackId }: OperationRecord): boolean {
    const holder = this.#holders.get(typeName);
    return holder !== undefined && holder.stackId !== stackId;
  }

  /** The resource has left its stack, or was taken away from outside of it. */
  clear(typeName: string): void {
    this.#holders.delete(typeName);
    if (typeName === GROUP_TYPE) this.#holders.delete(DEPLOYMENT_TYPE);
  }

  /** Follows the events of stacks. */
  followEvent({ ResourceType: type = '', ResourceStatus: status, StackId: stackId = '' }: StackEvent): void {
    if (type !== GROUP_TYPE && type !== DEPLOYMENT_TYPE) return;
    if (status === 'CREATE_COMPLETE' || status === 'IMPORT_COMPLETE')
      this.#holders.set(type, { stackId, retained: false });
    const leaves = status !== undefined && LEAVING.includes(status);
    if (!leaves || this.#holders.get(type)?.stackId !== stackId) return;
    if (status === 'DELETE_COMPLETE' && this.#isDeleted(type, stackId)) this.clear(type);
    else this.#holders.set(type, { stackId, retained: true });
  }

  /** Follows the last answers, because CloudFormation does not await them in express mode. */
  followAnswer({ action, typeName, stackId }: OperationRecord, { status, errorCode }: HandlerAnswer): void {
    const isDeleted = status === 'SUCCESS' || errorCode === 'NotFound';
    const holder = this.#holders.get(typeName);
    if (action === 'DELETE' && isDeleted && holder?.retained && holder.stackId === stackId)
      this.clear(typeName);
  }

  #isDeleted(typeName: string, stackId: string): boolean {
    const last = this.operations.all.findLast(
      (each) => each.typeName === typeName && each.stackId === stackId && each.action === 'DELETE',
    );
    return last?.ended !== undefined;
  }
}
