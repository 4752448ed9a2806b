import { Ids } from '../../core/account-context';

/** The ids that CodeDeploy gives out. They look random and are the same in every run with the same seed. */
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

  /** Of applications, groups, deployment configurations and requests to other services. */
  uuid(): string {
    return this.#ids.uuid();
  }

  /** One execution of one hook; opaque to its function. */
  hookExecution(): string {
    return Buffer.from(this.#ids.hex(48), 'hex').toString('base64');
  }
}
