import type { NamedHistory } from '../plain-history';
import { DEPLOYMENTS } from './deployments';
import { ORDER } from './order';
import { OWNERS } from './owners';
import { ROLLBACKS } from './rollbacks';

/** Histories that once broke an invariant, shrunk. */
export const REGRESSIONS: readonly NamedHistory[] = [...DEPLOYMENTS, ...ORDER, ...OWNERS, ...ROLLBACKS];
