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
  stack: { name: string; status: string; since: number } | undefined;
  /** Resources whose operation is in progress, by stack and logical id. */
  resources: Map<string, { name: string; status: string; since: number }>;
  /** The newest deployment. */
  deployment: DeploymentChanged | undefined;
  lifecycle: LifecycleChanged[];
  listeners: Map<string, { role: TrafficChanged['role']; shares: readonly Share[] }>;
  /** When the production traffic last moved from one share to another, oldest first; at most two. */
  moves: number[];
  taskSets: readonly ShownTaskSet[];
  alarms: Map<string, string>;
  /** Answers that users got in this step, by name. */
  answers: Map<string, number>;
}

export function emptyState(): LiveState {
  return {
    now: 0,
    stack: undefined,
    resources: new Map(),
    deployment: undefined,
    lifecycle: [],
    listeners: new Map(),
    moves: [],
    taskSets: [],
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
      if (state.deployment?.id !== event.id) state.lifecycle = [];
      state.deployment = event;
      return;
    case 'lifecycle':
      takeLifecycle(state, event);
      return;
    case 'traffic':
      takeTraffic(state, event);
      return;
    case 'taskSets':
      state.taskSets = event.taskSets;
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
    state.stack = { name: stackName, status, since: begins ? time : (state.stack?.since ?? time) };
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
export function nextMove({ moves, now }: LiveState): number | undefined {
  const [before, last] = moves;
  if (before === undefined || last === undefined) return undefined;
  const next = last + (last - before);
  return next > now ? next : undefined;
}
