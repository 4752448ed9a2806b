import { createHash } from 'node:crypto';
import type { VirtualClock } from './clock';

/** Where and when the services live: one account, one region, one clock. */
export interface AccountContext {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly clock: VirtualClock;
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export function dnsSuffix(account: AccountContext): string {
  return account.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** The ARN of a resource in this account and region. */
export function regionalArn(account: AccountContext, service: string, resource: string): string {
  return `arn:${account.partition}:${service}:${account.region}:${account.accountId}:${resource}`;
}

/**
 * Ids that look random and are the same in every run: the n-th id of a kind never changes.
 * @param kind ids of different kinds differ
 */
export class Ids {
  #made = 0;

  constructor(private readonly kind: string) {}

  hex(length: number): string {
    this.#made += 1;
    return createHash('sha256').update(`${this.kind}:${this.#made}`).digest('hex').slice(0, length);
  }

  digits(length: number): string {
    return BigInt(`0x${this.hex(64)}`)
      .toString()
      .slice(0, length);
  }

  uuid(): string {
    return uuidOf(this.hex(32));
  }
}

/** The first 32 hexadecimal digits of a hash in the form of a UUID. */
export function uuidOf(hash: string): string {
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
