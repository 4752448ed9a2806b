import { ServiceError } from '../../core/service';
import type { VirtualClock } from '../../core/clock';
import { toValue, canonical } from '../values/value';
import type { ResourceRequest } from './resource-request';

/** How long a client token identifies its request. (Cloud Control API Reference, CreateResource, ClientToken.) */
const VALID_HOURS = 36;

interface Used {
  input: string;
  since: number;
  request: Promise<ResourceRequest>;
}

/** The client tokens of requests: the same token with the same input is the same request. */
export class ClientTokens {
  readonly #used = new Map<string, Used>();

  constructor(private readonly clock: VirtualClock) {}

  /**
   * @param input the whole input, with the token
   * @param begin starts the request, unless it was started before
   * @throws ServiceError ClientTokenConflictException when the token has belonged to another input
   */
  async once(
    operation: string,
    input: { ClientToken?: string | undefined },
    begin: () => Promise<ResourceRequest>,
  ): Promise<ResourceRequest> {
    const { ClientToken: token } = input;
    if (token === undefined) return begin();
    const text = `${operation} ${canonical(toValue(input))}`;
    const used = this.#used.get(token);
    if (used && this.clock.now() - used.since < VALID_HOURS * 3_600_000) {
      if (used.input === text) return used.request;
      throw new ServiceError(
        'ClientTokenConflictException',
        `The client token ${token} has been used in another resource request.`,
      );
    }
    const request = begin();
    this.#used.set(token, { input: text, since: this.clock.now(), request });
    // A refused request has used no token.
    request.catch(() => this.#used.delete(token));
    return request;
  }
}
