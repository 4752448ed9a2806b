import type {
  DeploymentChanged,
  LifecycleChanged,
  RunEvent,
  Share,
  ShownTaskSet,
  TrafficChanged,
} from '../events';

/** What the live view shows: the present state of a run. Times are milliseconds since the epoch. */
export interface LiveState {
  now: number;
  stack: { name: string; status: string; since: number; until: number | undefined } | undefined;
  /** Whether what the newest deployment moved is brought back: the stack's rollback has begun, or it has failed itself. */
  isUndone: boolean;
  /** Resources whose operation is in progress, by stack and logical id. */
  resources: Map<string, { name: string; status: string; since: number }>;
  /** The newest deployment. */
  deployment: DeploymentChanged | undefined;
  /** When it ended; undefined while it is active. */
  deploymentEnd: number | undefined;
  lifecycle: LifecycleChanged[];
  listeners: Map<string, { role: TrafficChanged['role']; shares: readonly Share[] }>;
  /** When the production traffic last moved from one share to another, oldest first; at most two. */
  moves: number[];
  /** By service. */
  taskSets: Map<string, readonly ShownTaskSet[]>;
  alarms: Map<string, string>;
  /** Answers that users got in this step, by name. */
  answers: Map<string, number>;
}

export function emptyState(): LiveState {
  return {
    now: 0,
    stack: undefined,
    isUndone: false,
    resources: new Map(),
    deployment: undefined,
    deploymentEnd: undefined,
    lifecycle: [],
    listeners: new Map(),
    moves: [],
    taskSets: new Map(),
    alarms: new Map(),
    answers: new Map(),
  };
}

/** Takes the next event into the state. */
export function advance(state: LiveState, event: RunEvent): void {
  state.now = Math.max(state.now, event.time);
  switch (event.kind) {
    case 'step':
      state.answers.clear();
      return;
    case 'stack':
      takeStackEvent(state, event);
      return;
    case 'deployment':
      takeDeployment(state, event);
      return;
    case 'lifecycle':
      takeLifecycle(state, event);
      return;
    case 'traffic':
      takeTraffic(state, event);
      return;
    case 'taskSets':
      state.taskSets.set(event.service, event.taskSets);
      return;
    case 'alarm':
      state.alarms.set(event.name, event.state);
      return;
    case 'users':
      for (const [name, count] of Object.entries(event.answers))
        state.answers.set(name, (state.answers.get(name) ?? 0) + count);
      return;
    case 'moment':
    case 'stepEnd':
    case 'runEnd':
    case 'said':
    case 'call':
    case 'action':
      return;
  }
}

function takeStackEvent(state: LiveState, { time, event }: RunEvent & { kind: 'stack' }): void {
  const { StackId: stackId = '', StackName: stackName = '', LogicalResourceId: logicalId = '' } = event;
  const { PhysicalResourceId: physicalId, ResourceStatus: status = '' } = event;
  if (physicalId === stackId) {
    // Nested stacks are resources of the first one.
    if (state.stack !== undefined && state.stack.name !== stackName) return;
    const begins = status.endsWith('_IN_PROGRESS') && !/ROLLBACK|CLEANUP/.test(status);
    const since = begins ? time : (state.stack?.since ?? time);
    // The clean-up belongs to the operation, and the time after its end to none.
    const until = status.endsWith('_IN_PROGRESS') ? undefined : time;
    state.stack = { name: stackName, status, since, until };
    if (begins) state.isUndone = false;
    else if (status.endsWith('ROLLBACK_IN_PROGRESS')) state.isUndone = true;
    return;
  }
  const key = `${stackId} ${logicalId}`;
  if (!status.endsWith('_IN_PROGRESS')) state.resources.delete(key);
  else {
    const isFirst = state.stack === undefined || state.stack.name === stackName;
    const name = isFirst ? logicalId : `${stackName}/${logicalId}`;
    const known = state.resources.get(key);
    const since = known?.status === status ? known.since : time;
    state.resources.set(key, { name, status, since });
  }
}

function takeDeployment(state: LiveState, event: DeploymentChanged): void {
  if (state.deployment?.id !== event.id) {
    state.lifecycle = [];
    state.isUndone = event.rollsBack !== undefined;
  }
  state.deployment = event;
  const hasEnded = ['Succeeded', 'Failed', 'Stopped'].includes(event.status);
  state.deploymentEnd = hasEnded ? event.time : undefined;
  if (event.status === 'Failed' || event.status === 'Stopped') state.isUndone = true;
}

function takeLifecycle(state: LiveState, event: LifecycleChanged): void {
  if (event.deploymentId !== state.deployment?.id) return;
  const index = state.lifecycle.findIndex(({ name }) => name === event.name);
  if (index === -1) state.lifecycle.push(event);
  else state.lifecycle[index] = event;
}

function takeTraffic(state: LiveState, { time, listener, role, shares }: TrafficChanged): void {
  const before = state.listeners.get(listener);
  if (shares.length === 0) state.listeners.delete(listener);
  else state.listeners.set(listener, { role, shares });
  if (role !== 'production') return;
  const isShift = before !== undefined && JSON.stringify(before.shares) !== JSON.stringify(shares);
  if (shares.length < 2) state.moves = [];
  else if (isShift) state.moves = [...state.moves, time].slice(-2);
}

/** The moment of the next change of a shift that moves on in equal steps; undefined when it cannot be told. */
export function nextMove({ moves }: LiveState): number | undefined {
  const [before, last] = moves;
  return before === undefined || last === undefined ? undefined : last + (last - before);
}

/** About when the wait before the original task set ends is over; undefined when there is none, or when it cannot be told. */
export function terminationWaitEnd({ deployment, lifecycle }: LiveState): number | undefined {
  if (deployment?.waitsForTermination !== true || deployment.terminationWaitMinutes === undefined)
    return undefined;
  const start = Math.max(...lifecycle.flatMap(({ end }) => end ?? []));
  return Number.isFinite(start) ? start + deployment.terminationWaitMinutes * 60_000 : undefined;
}
