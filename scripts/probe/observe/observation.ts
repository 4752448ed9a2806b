import type { Clients } from '../account/clients';
import type { Clock } from '../account/clock';
import type { Facts } from './facts';
import type { Account } from '../account/set-up';

/** What a run observes with: its clients, its time, what was set up, and where it puts what it sees. */
export interface Observation {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly account: Account;
  readonly facts: Facts;
}
