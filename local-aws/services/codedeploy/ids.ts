import { Ids } from '../../core/account-context';

/** The ids of CodeDeploy. They look random, and are the same in every run with the same seed. */
export class CodeDeployIds {
  readonly #ids: Ids;

  constructor(seed: number) {
    this.#ids = new Ids(`codedeploy-${seed}`);
  }

  /** `d-` and nine upper-case letters or digits. */
  deployment(): string {
    return `d-${BigInt(`0x${this.#ids.hex(64)}`)
      .toString(36)
      .toUpperCase()
      .slice(0, 9)}`;
  }

  /** For applications, groups, deployment configurations and requests to other services. */
  uuid(): string {
    return this.#ids.uuid();
  }

  /** For one execution of one hook. Its function does not interpret it. */
  hookExecution(): string {
    return Buffer.from(this.#ids.hex(48), 'hex').toString('base64');
  }
}
