import type { LambdaFunction } from './function-server';

/** An API call that was made, as the local AWS logs it. */
interface Call {
  service: string;
  operation: string;
  accessKeyId: string;
}

/** The handlers of a type as its schema declares them, with the IAM actions that each may need. */
export type Handlers = Readonly<Record<string, { permissions: readonly string[] }>>;

/** Finds calls of handlers that their schema asks no permission for. AWS would deny those calls. */
export class PermissionCheck {
  readonly #missing = new Set<string>();

  /** @param accessKeyId the access key of the handlers, which tells their calls from those of other callers */
  constructor(
    private readonly handlers: Handlers,
    private readonly calls: readonly Call[],
    private readonly accessKeyId: string,
  ) {}

  /** The same function, observed. Its invocations must not overlap. */
  watch(invoke: LambdaFunction): LambdaFunction {
    return async (event) => {
      const before = this.calls.length;
      const answer = await invoke(event);
      this.#compare((event as { action: string }).action.toLowerCase(), this.calls.slice(before));
      return answer;
    };
  }

  /** The missing permissions, as `handler: action`, sorted. */
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
