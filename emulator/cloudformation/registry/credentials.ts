import { Ids } from '../../home';

/** Whose calls an access key marks. */
export interface KeyOwner {
  stackId: string;
  logicalId: string;
  /** `LOG`: the provider's own credentials, for logs and metrics. */
  action: string;
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

  /** For whom a call of the emulator's log was made; undefined when it was no handler's. */
  ownerOf(accessKeyId: string): KeyOwner | undefined {
    return this.#owners.get(accessKeyId);
  }
}
