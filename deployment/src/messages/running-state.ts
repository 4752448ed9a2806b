/** What the service runs when an operation fails. */
export type RunningState =
  | { kind: 'runs'; primary: string; leftover: LeftoverTaskSet | undefined }
  | { kind: 'gone'; what: 'service' | 'group'; name: string }
  | { kind: 'unreadable' };

/** A task set that a deployment left behind, in addition to the PRIMARY one. */
export interface LeftoverTaskSet {
  taskDefinition: string;
  trafficPercent: number | undefined;
}

/** "the service runs web:1", as a part of a sentence. */
export function describeRunningState(running: RunningState): string {
  switch (running.kind) {
    case 'runs':
      return `the service runs ${running.primary}${running.leftover ? describeLeftover(running.leftover) : ''}`;
    case 'gone':
      return running.what === 'service'
        ? `the ECS service ${running.name} was deleted`
        : `deployment group ${running.name} was deleted, and what the service runs cannot be read without it`;
    case 'unreadable':
      return 'what the service runs now could not be read';
  }
}

function describeLeftover({ taskDefinition, trafficPercent }: LeftoverTaskSet): string {
  const traffic =
    trafficPercent === undefined ? '' : ` with ${Math.round(trafficPercent)} % of the production traffic`;
  return `, and the task set of ${taskDefinition} was left${traffic}`;
}
