import { requestAsUser, type LocalAws } from '#local-aws';

/** A user asks once in so many seconds of virtual time. */
const EVERY_SECONDS = 5;

/** Users of a service, who ask through its production listener for as long as the test runs. */
export class Users {
  /** How many users got each answer since the last `take`. */
  #answers = new Map<string, number>();
  /** Cancels the next request. */
  #stop: () => void = () => undefined;

  /** @param host the load balancer's DNS name */
  constructor(
    private readonly aws: LocalAws,
    private readonly host: string,
  ) {}

  start(): void {
    this.#stop = this.aws.clock.after(EVERY_SECONDS, async () => {
      await this.#ask();
      this.start();
    });
  }

  stop(): void {
    this.#stop();
  }

  /**
   * What users got since the last call, each answer once, sorted, e.g. `version 1`. A request that no task answered is an
   * answer too, e.g. `503 Service Temporarily Unavailable`.
   */
  take(): string[] {
    const answers = [...this.#answers.keys()].sort();
    this.#answers = new Map();
    return answers;
  }

  /** What a user gets now. */
  async now(): Promise<string> {
    return requestAsUser(this.aws, `http://${this.host}/`);
  }

  async #ask(): Promise<void> {
    const answer = await this.now();
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }
}
