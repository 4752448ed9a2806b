import { matchesWildcards } from '../../../core/patterns';
import { Ids } from '../../../core/account-context';
import type { FaultedCall } from '../../../core/faults';

/** The handler that an access key belongs to. */
export interface KeyOwner {
  /** undefined for an operation of Cloud Control. */
  stackId: string | undefined;
  logicalId: string;
  /** `LOG` for the provider credentials, which write logs and metrics. */
  action: string;
  /** The IAM actions that the schema lists for the handler. undefined allows all. */
  permissions?: readonly string[];
  /** The type's execution role, when it was registered with one. undefined allows what `permissions` allow. */
  executionRoleArn?: string | undefined;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Issues temporary credentials for each invocation of a handler, and remembers whose they are. */
export class HandlerCredentials {
  readonly #ids = new Ids('session');
  readonly #owners = new Map<string, KeyOwner>();

  issue(owner: KeyOwner): Credentials {
    const accessKeyId = `ASIA${this.#ids.hex(16).toUpperCase()}`;
    this.#owners.set(accessKeyId, owner);
    return { accessKeyId, secretAccessKey: this.#ids.hex(40), sessionToken: this.#ids.hex(64) };
  }

  /** Whether a handler made this call without the permission for it in its schema. */
  exceeds({ service, operation, accessKeyId }: FaultedCall): boolean {
    const { permissions } = this.#owners.get(accessKeyId) ?? {};
    return permissions !== undefined && !permissions.some((one) => matches(one, `${service}:${operation}`));
  }

  /** The handler that made a call with this key; undefined when no handler did. */
  ownerOf(accessKeyId: string): KeyOwner | undefined {
    return this.#owners.get(accessKeyId);
  }
}

/** IAM ignores case in actions, and `*` matches any characters (IAM User Guide, "Action"). */
function matches(permission: string, action: string): boolean {
  return matchesWildcards(permission.toLowerCase(), action.toLowerCase());
}
