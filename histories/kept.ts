import type { History } from './history';

/** A history that once broke an invariant, as small as it could be made, and what it is about. */
export interface Kept {
  sentence: string;
  history: History;
}

export const KEPT: readonly Kept[] = [];
