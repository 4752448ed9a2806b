import type { AccountContext } from './account-context';
import { regionalArn } from './account-context';
import { ServiceError } from './service';

/** A call that a fault may befall. */
export interface FaultedCall {
  service: string;
  operation: string;
  /** Of the protocol in use: the query services name some errors differently. */
  protocol: string;
  accessKeyId: string;
  input: Record<string, unknown>;
}

/** Which calls: every one that fits all that is given. */
export interface FaultMatch {
  /** The prefix of the service's IAM actions, e.g. `codedeploy`. */
  service?: string;
  operation?: string;
  when?: (input: Record<string, unknown>, call: FaultedCall) => boolean;
  /** So many calls, then no more; without it, every one. */
  count?: number;
  /** Not taken back by `clear`: a rule of the account rather than a fault. */
  lasting?: true;
}

/** A rate of calls, and how many may come at once after a rest. */
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

/** The faults that meet one call. */
export interface Faults {
  /** Throws what the call is to be answered with instead of being carried out. */
  before(): Promise<void>;
  after(): Promise<void>;
  readonly losesResponse: boolean;
}

/**
 * What goes wrong between a caller and a service. Each method adds a rule and returns a function that takes it back.
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
   * Throttles what goes beyond a rate, as AWS does, by a token bucket on the virtual clock: each call takes a token,
   * `perSecond` tokens a second come in, and at most `burst` are kept. A throttled call takes none.
   */
  limitRate(match: FaultMatch, { perSecond, burst }: RateLimit): () => void {
    const { clock } = this.account;
    // In thousandths of a token: whole numbers add up exactly.
    let tokens = burst * 1000;
    let filledAt = clock.now();
    return this.before(match, (call) => {
      tokens = Math.min(burst * 1000, tokens + (clock.now() - filledAt) * perSecond);
      filledAt = clock.now();
      if (tokens < 1000) throw rateExceeded(call);
      tokens -= 1000;
    });
  }

  /** A fault of the service's own: status 500. */
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

  /** Answers with this error instead of carrying the call out. */
  fail(match: FaultMatch, error: ServiceError): () => void {
    return this.before(match, () => {
      throw error;
    });
  }

  /** Runs before the call is carried out; what it throws is the answer. */
  before(match: FaultMatch, callback: Callback): () => void {
    return this.#add({ match, left: match.count ?? Infinity, before: callback });
  }

  /** Runs when the call has been carried out without an error, before its answer is sent. */
  after(match: FaultMatch, callback: Callback): () => void {
    return this.#add({ match, left: match.count ?? Infinity, after: callback });
  }

  clear(): void {
    this.#rules = this.#rules.filter(({ match }) => match.lasting);
  }

  /** The rules that meet this call; each of them counts it. */
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
