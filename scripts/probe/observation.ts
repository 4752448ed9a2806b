import type { Clients } from './clients';
import type { Clock } from './clock';
import type { Facts } from './facts';
import type { Account } from './set-up';

/** What a run observes with: its clients, its time, what was set up, and where it puts what it sees. */
export interface Observation {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly account: Account;
  readonly facts: Facts;
}
