import type { FaultedCall } from '../../../core/faults';
import { Ids } from '../../../core/account-context';

/** Whose calls an access key marks. */
export interface KeyOwner {
  stackId: string;
  logicalId: string;
  /** `LOG`: the provider's own credentials, for logs and metrics. */
  action: string;
  /** The IAM actions that the schema names for the handler; undefined: all. */
  permissions?: readonly string[];
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Temporary credentials, other ones for every call of a handler, and a memory of what each was given out for. */
export class HandlerCredentials {
  readonly #ids = new Ids('session');
  readonly #owners = new Map<string, KeyOwner>();

  issue(owner: KeyOwner): Credentials {
    const accessKeyId = `ASIA${this.#ids.hex(16).toUpperCase()}`;
    this.#owners.set(accessKeyId, owner);
    return { accessKeyId, secretAccessKey: this.#ids.hex(40), sessionToken: this.#ids.hex(64) };
  }

  /** Whether a call is a handler's, and one that its schema does not ask permission for. */
  exceeds({ service, operation, accessKeyId }: FaultedCall): boolean {
    const { permissions } = this.#owners.get(accessKeyId) ?? {};
    return permissions !== undefined && !permissions.some((one) => matches(one, `${service}:${operation}`));
  }

  /** For whom a call of the emulator's log was made; undefined when it was no handler's. */
  ownerOf(accessKeyId: string): KeyOwner | undefined {
    return this.#owners.get(accessKeyId);
  }
}

/** IAM compares actions without regard to case, and `*` stands for any characters. (IAM User Guide, Action.) */
function matches(permission: string, action: string): boolean {
  const pattern = permission.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 'i').test(action);
}
