/** What must hold in every history, whatever happens. */
export const INVARIANTS = {
  liveIsWanted:
    'What is live is what the stack says, unless the stack says that it failed or somebody else intervened.',
  oneActive: 'At most one deployment of the resource is active at a time.',
  watched: 'No operation ends while its deployment, or the rollback of it, runs on unwatched.',
  inTime: 'Every operation ends before its time is over.',
  rollbackUntouched: 'A rollback of CodeDeploy is never stopped.',
  foreignUntouched: "Somebody else's deployment is stopped only if WhenBusy says so.",
  onceOnly: 'One intention makes one deployment.',
  readable: 'Each message is one readable text without secrets.',
  causeNeeded: 'No operation fails without a cause.',
  olderIsQuiet: 'An operation that has been replaced by a newer one changes nothing.',
  noTraces: 'Nothing is left behind: no tag of a deleted resource, no task set, no traffic elsewhere.',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  invariant: Invariant;
  /** What was found, at this moment of virtual time. */
  text: string;
}
