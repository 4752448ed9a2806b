import type { AccountContext } from './account-context';
import { regionalArn } from './account-context';
import { ServiceError } from './service';

/** A call, as the conditions of faults see it. */
export interface FaultedCall {
  service: string;
  operation: string;
  /** The name of the protocol: query services name some errors differently. */
  protocol: string;
  accessKeyId: string;
  input: Record<string, unknown>;
}

/** The calls that a fault applies to: those that match every given member. */
export interface FaultMatch {
  /** The prefix of the service's IAM actions, e.g. `codedeploy`. */
  service?: string;
  operation?: string;
  when?: (input: Record<string, unknown>, call: FaultedCall) => boolean;
  /** The number of calls that the fault applies to. Default: all. */
  count?: number;
  /** `clear` does not remove it: a rule of the account rather than a fault. */
  lasting?: true;
}

/** A rate of calls, and the number of calls that may come at once after a pause. */
export interface RateLimit {
  perSecond: number;
  burst: number;
}

export type Callback = (call: FaultedCall) => void | Promise<void>;

interface Rule {
  match: FaultMatch;
  left: number;
  before?: Callback;
  after?: Callback;
  losesResponse?: true;
}

/** The faults that apply to one call. */
export interface Faults {
  /** Throws the error that the call is answered with instead of being carried out. */
  before(): Promise<void>;
  after(): Promise<void>;
  readonly losesResponse: boolean;
}

/**
 * Faults between a caller and a service. Each method adds a rule and returns a function that removes it.
 * Rules apply in the order in which they were added.
 */
export class FaultInjection {
  #rules: Rule[] = [];

  constructor(private readonly account: AccountContext) {}

  /** `Rate exceeded`. */
  throttle(match: FaultMatch): () => void {
    return this.before(match, (call) => {
      throw rateExceeded(call);
    });
  }

  /**
   * Throttles calls above a rate, as AWS does, by a token bucket on the virtual clock: each call takes a token, the bucket
   * gets `perSecond` tokens a second, and holds at most `burst`. A throttled call takes none.
   */
  limitRate(match: FaultMatch, { perSecond, burst }: RateLimit): () => void {
    const { clock } = this.account;
    // In thousandths of a token, because sums of whole numbers are exact.
    let tokens = burst * 1000;
    let filledAt = clock.now();
    return this.before(match, (call) => {
      tokens = Math.min(burst * 1000, tokens + (clock.now() - filledAt) * perSecond);
      filledAt = clock.now();
      if (tokens < 1000) throw rateExceeded(call);
      tokens -= 1000;
    });
  }

  /** An internal error of the service: status 500. */
  serverError(match: FaultMatch): () => void {
    return this.before(match, () => {
      throw new ServiceError(
        'InternalFailure',
        'The request processing has failed because of an unknown error.',
        500,
      );
    });
  }

  /**
   * The caller lacks the permission.
   * @param resource the ARN that the text names; by default the deployment group of the input, else `*`
   */
  deny(match: FaultMatch, resource?: string): () => void {
    return this.before(match, (call) => {
      const user = `arn:${this.account.partition}:iam::${this.account.accountId}:user/${call.accessKeyId || 'anonymous'}`;
      const action = `${call.service}:${call.operation}`;
      throw new ServiceError(
        call.protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException',
        `User: ${user} is not authorized to perform: ${action} on resource: ${resource ?? this.#resource(call)}`,
        call.protocol === 'query' ? 403 : 400,
      );
    });
  }

  /** The operation is carried out, then the connection breaks. */
  loseResponse(match: FaultMatch): () => void {
    return this.#add({ match, left: match.count ?? Infinity, losesResponse: true });
  }

  /** Answers with this error instead of carrying out the call. */
  fail(match: FaultMatch, error: ServiceError): () => void {
    return this.before(match, () => {
      throw error;
    });
  }

  /** Calls `callback` before the call is carried out. An error that it throws is the answer. */
  before(match: FaultMatch, callback: Callback): () => void {
    return this.#add({ match, left: match.count ?? Infinity, before: callback });
  }

  /** Calls `callback` after the call was carried out without an error, before its answer is sent. */
  after(match: FaultMatch, callback: Callback): () => void {
    return this.#add({ match, left: match.count ?? Infinity, after: callback });
  }

  clear(): void {
    this.#rules = this.#rules.filter(({ match }) => match.lasting);
  }

  /** The faults that apply to this call. Each of their rules counts it. */
  meet(call: FaultedCall): Faults {
    const rules = this.#rules.filter(({ match }) => applies(match, call));
    for (const rule of rules) rule.left -= 1;
    this.#rules = this.#rules.filter(({ left }) => left > 0);
    return {
      async before() {
        for (const rule of rules) await rule.before?.(call);
      },
      async after() {
        for (const rule of rules) await rule.after?.(call);
      },
      losesResponse: rules.some(({ losesResponse }) => losesResponse),
    };
  }

  #add(rule: Rule): () => void {
    this.#rules.push(rule);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }

  #resource({ service, input }: FaultedCall): string {
    const { applicationName, deploymentGroupName } = input;
    if (service !== 'codedeploy' || typeof applicationName !== 'string') return '*';
    return typeof deploymentGroupName === 'string'
      ? regionalArn(this.account, 'codedeploy', `deploymentgroup:${applicationName}/${deploymentGroupName}`)
      : regionalArn(this.account, 'codedeploy', `application:${applicationName}`);
  }
}

function rateExceeded({ protocol }: FaultedCall): ServiceError {
  return new ServiceError(protocol === 'query' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
}

function applies(match: FaultMatch, call: FaultedCall): boolean {
  return (
    (match.service === undefined || match.service === call.service) &&
    (match.operation === undefined || match.operation === call.operation) &&
    (match.when?.(call.input, call) ?? true)
  );
}
