import { type FaultMatch, type FaultedCall, type LocalAws, ServiceError } from '#local-aws';
import { ODD_ANSWERS } from '#test-kit';
import type { InjectedFault, OddAnswer } from '../generate/history';

/** Services that handlers call. */
export const SERVICES = ['codedeploy', 'ecs', 'elasticloadbalancing'];

/** What the injector has to know and to tell of the invocations. */
export interface Invocations {
  isHandler(accessKeyId: string): boolean;
  kill(accessKeyId: string): void;
  /** Called when a fault meets a call. */
  met(kind: string, call: FaultedCall): void;
}

/** Faults in the AWS calls of handlers. */
export class FaultInjector {
  constructor(
    private readonly aws: LocalAws,
    private readonly invocations: Invocations,
  ) {}

  /** Injects a fault into `calls` of the handlers' AWS calls. The first is call number `fromCall`, counted from now. */
  inject(fault: InjectedFault, fromCall: number, calls: number): void {
    const { faults } = this.aws;
    this.#atCalls(fault, fromCall, calls, (match) => {
      switch (fault) {
        case 'throttled':
          faults.throttle(match);
          break;
        case 'serverError':
          faults.serverError(match);
          break;
        case 'responseLost':
          faults.loseResponse(match);
          break;
        case 'handlerKilled':
          faults.after(match, ({ accessKeyId }) => {
            this.invocations.kill(accessKeyId);
          });
          break;
      }
    });
  }

  /** AWS refuses one of the handlers' AWS calls with this error. */
  answerOddly(error: OddAnswer, fromCall: number): void {
    const [, status] = ODD_ANSWERS.find(([name]) => name === error) ?? [error, 400];
    this.#atCalls(`oddAnswer ${error}`, fromCall, 1, (match) => {
      this.aws.faults.fail(match, new ServiceError(error, 'An odd answer.', status));
    });
  }

  #atCalls(kind: string, fromCall: number, calls: number, add: (match: FaultMatch) => void): void {
    let counted = 0;
    const when = (_: unknown, call: FaultedCall): boolean => {
      if (!this.invocations.isHandler(call.accessKeyId)) return false;
      counted += 1;
      if (counted < fromCall || counted >= fromCall + calls) return false;
      this.invocations.met(kind, call);
      return true;
    };
    for (const service of SERVICES) add({ service, when });
  }
}
