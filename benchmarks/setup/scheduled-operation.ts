import type { Call, LocalAws, VirtualClock } from '#local-aws';
import type { Entrypoint } from '../../runtime/entrypoint';
import { eventOf, phaseKind, type Action, type Answer, type OperationRequest } from '#test-kit';

/** One invocation of a handler. */
export interface Invocation {
  time: number;
  /** The phase in its callback context; `first` without one. */
  phase: string;
  calls: Call[];
  answer: Answer;
}

/** No operation takes more invocations; one that does never ends. */
const MAXIMUM_INVOCATIONS = 5_000;

/**
 * An operation that runs concurrently with others on the virtual clock, as CloudFormation runs it: after the requested
 * delay, the entrypoint is called again with the model and the callback context of its last answer. Invocations of several
 * operations that are due at the same moment run one after the other.
 */
export class ScheduledOperation {
  readonly invocations: Invocation[] = [];

  constructor(
    private readonly aws: LocalAws,
    private readonly entrypoint: Entrypoint,
    private readonly action: Action,
    private readonly request: OperationRequest & { token: string },
    /** Marks the AWS calls of this operation. */
    private readonly accessKeyId: string,
  ) {}

  /** The invocation that ended the operation; undefined while it is in progress. */
  get ended(): Invocation | undefined {
    const last = this.invocations.at(-1);
    return last && last.answer.status !== 'IN_PROGRESS' ? last : undefined;
  }

  get calls(): Call[] {
    return this.invocations.flatMap(({ calls }) => calls);
  }

  /** Schedules the first invocation at this moment of virtual time. */
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
      phase: (last && phaseKind(last)) ?? 'first',
      calls: this.aws.calls
        .slice(firstCall)
        .filter(({ service, accessKeyId }) => service === 'codedeploy' && accessKeyId === this.accessKeyId),
      answer,
    });
    if (answer.status !== 'IN_PROGRESS') return;
    if (this.invocations.length > MAXIMUM_INVOCATIONS)
      throw new Error(`The operation does not end: ${answer.message}`);
    this.clock.after(answer.callbackDelaySeconds, () => this.#invoke());
  }
}
