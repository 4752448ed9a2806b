import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { eventLines, type Stack } from '#local-aws';

/** The events of the newest operation on a stack. */
export class StackEvents {
  /** @param before the number of events before the operation */
  constructor(
    private readonly stack: Stack,
    private readonly before: number,
  ) {}

  all(): StackEvent[] {
    return this.stack.events.slice(this.before);
  }

  /** One line each, without tokens. */
  lines(): string[] {
    return eventLines(this.stack, this.before);
  }

  /** Whether the operation has brought a resource into this status. */
  has(logicalId: string, status: string): boolean {
    return this.all().some(
      (event) => event.LogicalResourceId === logicalId && event.ResourceStatus === status,
    );
  }

  /** The reason of a resource's last failure; empty when it has not failed. */
  failure(logicalId: string): string {
    const failed = this.lines().findLast(
      (line) => line.startsWith(`${logicalId} `) && line.includes('_FAILED '),
    );
    return failed?.replace(/^\S+ \S+ /, '') ?? '';
  }

  /** The time from the beginning of the stack rollback to the last event of a resource. */
  rollbackSeconds(logicalId: string): number {
    const begun = this.all().find(({ ResourceStatus }) => ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
    const done = this.all().findLast((event) => event.LogicalResourceId === logicalId);
    return (done!.Timestamp!.getTime() - begun!.Timestamp!.getTime()) / 1000;
  }
}
