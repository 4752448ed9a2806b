const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const HEX = '0123456789abcdef';

/** The ids that CodeDeploy gives out. They look random and are the same in every run with the same seed. */
export class Ids {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** `d-` and nine upper-case letters or digits. */
  deployment(): string {
    return `d-${this.#characters(ALPHANUMERICS, 9)}`;
  }

  /** A version 4 UUID: ids of applications, groups and deployment configurations. */
  uuid(): string {
    const hex = this.#characters(HEX, 32);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }

  /** One execution of one hook; opaque to its function. */
  hookExecution(): string {
    return Buffer.from(this.#characters(HEX, 48), 'hex').toString('base64');
  }

  #characters(from: string, count: number): string {
    return Array.from({ length: count }, () => from.charAt(Math.floor(this.#next() * from.length))).join('');
  }

  /** Mulberry32: small, and good enough for names. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
