import { Agent, request } from 'node:http';

/** What a user got. */
export interface UserAnswer {
  /** HTTP status; 0 when the connection broke. */
  status: number;
  body: string;
}

/** Sends the requests of many users to a load balancer of the local AWS, over connections that stay open. */
export class UserRequests {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 10 });
  readonly #address: { hostname: string; port: string };

  /** @param endpoint the address of the local AWS */
  constructor(endpoint: string) {
    const { hostname, port } = new URL(endpoint);
    this.#address = { hostname, port };
  }

  /**
   * @param host the DNS name of the load balancer
   * @param port of the listener
   * @returns the answers to so many requests, sent at the same moment of virtual time
   */
  async send(host: string, port: number, count: number): Promise<UserAnswer[]> {
    return Promise.all(Array.from({ length: count }, () => this.#sendOne(`${host}:${port}`)));
  }

  close(): void {
    this.#agent.destroy();
  }

  #sendOne(host: string): Promise<UserAnswer> {
    return new Promise((resolve) => {
      const lost = (error: Error): void => {
        resolve({ status: 0, body: error.message });
      };
      const sent = request(
        { ...this.#address, agent: this.#agent, path: '/', headers: { host } },
        (answer) => {
          let body = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => (body += part));
          answer.on('error', lost);
          answer.on('end', () => {
            resolve({ status: answer.statusCode ?? 0, body: body.trim() });
          });
        },
      );
      sent.on('error', lost);
      sent.end();
    });
  }
}
