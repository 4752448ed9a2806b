import type { LambdaFunction } from './function-server';

/** An API call that was made, as the local AWS logs it. */
interface Call {
  service: string;
  operation: string;
  accessKeyId: string;
}

/** The handlers of a type as its schema declares them, with the IAM actions that each may need. */
export type Handlers = Readonly<Record<string, { permissions: readonly string[] }>>;

/** Watches whether handlers make calls that their schema does not ask permission for: on AWS those would be denied. */
export class PermissionCheck {
  readonly #missing = new Set<string>();

  /** @param accessKeyId tells the calls of the handlers from everybody else's */
  constructor(
    private readonly handlers: Handlers,
    private readonly calls: readonly Call[],
    private readonly accessKeyId: string,
  ) {}

  /** The same function, watched. Invocations are expected one after the other. */
  watch(invoke: LambdaFunction): LambdaFunction {
    return async (event) => {
      const before = this.calls.length;
      const answer = await invoke(event);
      this.#compare((event as { action: string }).action.toLowerCase(), this.calls.slice(before));
      return answer;
    };
  }

  /** What is missing, as `handler: action`, sorted. */
  missing(): string[] {
    return [...this.#missing].sort();
  }

  #compare(handler: string, calls: readonly Call[]): void {
    const permissions = this.handlers[handler]?.permissions ?? [];
    for (const { service, operation, accessKeyId } of calls) {
      const action = `${service}:${operation}`;
      if (accessKeyId === this.accessKeyId && !permissions.includes(action)) {
        this.#missing.add(`${handler}: ${action}`);
      }
    }
  }
}
