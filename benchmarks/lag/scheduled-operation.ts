import type { Call, LocalAws, VirtualClock } from '#local-aws';
import type { Entrypoint } from '../../runtime/entrypoint';
import { eventOf, type Action, type Answer, type OperationRequest } from '#test-kit';

/** One call of a handler: when, in which phase, and which CodeDeploy calls it made. */
export interface Invocation {
  time: number;
  /** The phase that it was called with; `first` when there was none. */
  phase: string;
  calls: Call[];
  answer: Answer;
}

/** Calls more than these belong to an operation that goes round in circles. */
const MAXIMAL_INVOCATIONS = 5_000;

/**
 * An operation that runs on the clock beside others, as CloudFormation would run it: the entrypoint is called again
 * with the model and the context that it answered, when the delay that it asked for has passed. Calls of several
 * operations that are due at the same moment are made one after the other.
 */
export class ScheduledOperation {
  readonly invocations: Invocation[] = [];

  constructor(
    private readonly aws: LocalAws,
    private readonly entrypoint: Entrypoint,
    private readonly action: Action,
    private readonly request: OperationRequest & { token: string },
    /** Tells the AWS calls of this operation from those of others. */
    private readonly accessKeyId: string,
  ) {}

  /** The last answer, once it ends the operation. */
  get ended(): Invocation | undefined {
    const last = this.invocations.at(-1);
    return last && last.answer.status !== 'IN_PROGRESS' ? last : undefined;
  }

  get calls(): Call[] {
    return this.invocations.flatMap(({ calls }) => calls);
  }

  /** The first call, at this moment of virtual time. */
  startAt(time: number): void {
    this.clock.at(time, () => this.#invoke());
  }

  private get clock(): VirtualClock {
    return this.aws.clock;
  }

  async #invoke(): Promise<void> {
    const last = this.invocations.at(-1)?.answer;
    const event = eventOf(this.aws, this.action, {
      ...this.request,
      properties: last?.resourceModel ?? this.request.properties,
      callbackContext: last?.callbackContext,
    });
    const data = event.requestData as { callerCredentials: object };
    data.callerCredentials = { ...data.callerCredentials, accessKeyId: this.accessKeyId };
    const firstCall = this.aws.calls.length;
    const answer = (await this.entrypoint(event)) as unknown as Answer;
    this.invocations.push({
      time: this.clock.now(),
      phase: phaseOf(last?.callbackContext),
      calls: this.aws.calls
        .slice(firstCall)
        .filter(({ service, accessKeyId }) => service === 'codedeploy' && accessKeyId === this.accessKeyId),
      answer,
    });
    if (answer.status !== 'IN_PROGRESS') return;
    if (this.invocations.length > MAXIMAL_INVOCATIONS)
      throw new Error(`The operation does not end: ${answer.message}`);
    this.clock.after(answer.callbackDelaySeconds, () => this.#invoke());
  }
}

function phaseOf(context: Record<string, unknown> | undefined): string {
  const { kind } = (context?.phase ?? { kind: 'first' }) as { kind: string };
  return kind;
}
