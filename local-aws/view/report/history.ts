import type {
  AlarmChanged,
  DeploymentChanged,
  HandlerCalled,
  LifecycleChanged,
  RunEvent,
  Share,
  StepEnd,
  TrafficChanged,
  UsersAsked,
} from '../events';

/** One operation of CloudFormation on a resource, or on the stack itself. Times are milliseconds since the epoch. */
export interface Operation {
  resource: string;
  type: string;
  isStack: boolean;
  start: number;
  /** The time of its last event; the end of the run while it goes on. */
  end: number;
  status: string;
  /** What CloudFormation says about a failure. */
  reason: string | undefined;
}

/** A time in which a listener sent its traffic to the same target groups. */
export interface TrafficSpan {
  start: number;
  end: number;
  shares: readonly Share[];
}

export interface ListenerHistory {
  name: string;
  role: TrafficChanged['role'];
  spans: TrafficSpan[];
}

export interface LifecycleSpan {
  name: string;
  status: string;
  hook: string | undefined;
  start: number;
  end: number;
}

export interface DeploymentHistory {
  id: string;
  version: string | undefined;
  rollsBack: string | undefined;
  status: string;
  error: string | undefined;
  start: number;
  end: number;
  lifecycle: LifecycleSpan[];
  /** The wait before the original task set ends. */
  terminationWait: { start: number; end: number } | undefined;
}

export interface StepSpan {
  number: number;
  name: string;
  start: number;
  end: number;
  outcome: StepEnd | undefined;
}

/** The lifecycle events of a deployment, and its termination wait after them. */
export function spansOf(
  deployment: Pick<DeploymentHistory, 'lifecycle' | 'terminationWait' | 'status'>,
): LifecycleSpan[] {
  const { lifecycle, terminationWait, status } = deployment;
  if (terminationWait === undefined) return lifecycle;
  return [...lifecycle, { name: 'termination wait', status, hook: undefined, ...terminationWait }];
}

/** A whole run, for the report. */
export interface RunHistory {
  start: number;
  end: number;
  steps: StepSpan[];
  operations: Operation[];
  calls: HandlerCalled[];
  deployments: DeploymentHistory[];
  listeners: ListenerHistory[];
  users: UsersAsked[];
  alarms: AlarmChanged[];
}

/**
 * Puts the events of a run together. It begins with its first event: what the program said before is no part of it.
 * @returns undefined when nothing happened
 */
export function historyOf(events: readonly RunEvent[]): RunHistory | undefined {
  const happened = events.filter(({ kind }) => kind !== 'said');
  if (happened.length === 0) return undefined;
  const start = Math.min(...happened.map(({ time }) => time));
  const end = Math.max(...events.map(({ time }) => time));
  const history: RunHistory = {
    start,
    end,
    steps: [],
    operations: [],
    calls: [],
    deployments: [],
    listeners: [],
    users: [],
    alarms: [],
  };
  const open = new Map<string, Operation>();
  for (const event of events) add(history, open, event);
  for (const deployment of history.deployments) endTerminationWait(deployment);
  return history;
}

function add(history: RunHistory, open: Map<string, Operation>, event: RunEvent): void {
  const { end } = history;
  switch (event.kind) {
    case 'step':
      history.steps.push({
        number: event.number,
        name: event.name,
        start: event.time,
        end,
        outcome: undefined,
      });
      return;
    case 'stepEnd': {
      const step = history.steps.at(-1);
      if (step) Object.assign(step, { end: event.time, outcome: event.end });
      return;
    }
    case 'stack':
      addOperation(history, open, event);
      return;
    case 'call':
      history.calls.push(event);
      return;
    case 'deployment':
      addDeployment(history, event);
      return;
    case 'lifecycle':
      addLifecycle(history, event);
      return;
    case 'traffic':
      addTraffic(history, event);
      return;
    case 'users':
      history.users.push(event);
      return;
    case 'alarm':
      history.alarms.push(event);
      return;
    case 'moment':
    case 'runEnd':
    case 'said':
    case 'taskSets':
    case 'action':
      return;
  }
}

/** Whether a status is the last one of an operation. The stack's clean-up belongs to the operation before it. */
const isLast = (status: string): boolean => !status.endsWith('_IN_PROGRESS');

function addOperation(
  { operations, end }: RunHistory,
  open: Map<string, Operation>,
  { time, event }: RunEvent & { kind: 'stack' },
): void {
  const {
    LogicalResourceId: resource = '',
    PhysicalResourceId,
    StackId = '',
    ResourceType: type = '',
  } = event;
  const { ResourceStatus: status = '', ResourceStatusReason: reason } = event;
  const key = `${StackId} ${resource}`;
  const running = open.get(key);
  // A rollback is an operation of its own on the same resource.
  if (running && !(isLast(running.status) && !isLast(status))) {
    Object.assign(running, { status, end: isLast(status) ? time : end });
    if (status.endsWith('_FAILED')) running.reason = reason;
  } else {
    const isStack = PhysicalResourceId === StackId;
    const operation: Operation = {
      resource,
      type,
      isStack,
      start: time,
      end: isLast(status) ? time : end,
      status,
      reason: status.endsWith('_FAILED') ? reason : undefined,
    };
    operations.push(operation);
    open.set(key, operation);
  }
  if (isLast(status)) open.delete(key);
}

function addDeployment({ deployments, end }: RunHistory, event: DeploymentChanged): void {
  const known = deployments.find(({ id }) => id === event.id);
  const { id, version, rollsBack, status, error, time: start } = event;
  const hasEnded = ['Succeeded', 'Failed', 'Stopped'].includes(status);
  const changes = { version, rollsBack, status, error, end: hasEnded ? event.time : end };
  const deployment = known ?? { id, ...changes, start, lifecycle: [], terminationWait: undefined };
  if (known) Object.assign(known, changes);
  else deployments.push(deployment);
  if (event.waitsForTermination) deployment.terminationWait ??= { start: event.time, end };
}

/**
 * The wait begins when the last lifecycle event has ended, and ends with the deployment. The moment at which it was noticed is
 * that of another clock.
 */
function endTerminationWait({ terminationWait, lifecycle, end }: DeploymentHistory): void {
  if (terminationWait === undefined) return;
  const ends = lifecycle.flatMap((span) => (span.status === 'Succeeded' ? [span.end] : []));
  const start = ends.length > 0 ? Math.max(...ends) : terminationWait.start;
  Object.assign(terminationWait, { start: Math.min(start, end), end });
}

function addLifecycle({ deployments, end }: RunHistory, event: LifecycleChanged): void {
  const deployment = deployments.find(({ id }) => id === event.deploymentId);
  if (deployment === undefined || event.start === undefined) return;
  const { name, status, hook, start } = event;
  const span = { name, status, hook, start, end: event.end ?? end };
  const index = deployment.lifecycle.findIndex((one) => one.name === name);
  if (index === -1) deployment.lifecycle.push(span);
  else deployment.lifecycle[index] = span;
}

function addTraffic(
  { listeners, end }: RunHistory,
  { time, listener: name, role, shares }: TrafficChanged,
): void {
  let listener = listeners.find((one) => one.name === name);
  if (listener === undefined) {
    listener = { name, role, spans: [] };
    listeners.push(listener);
  }
  listener.role = role ?? listener.role;
  const last = listener.spans.at(-1);
  if (last) last.end = time;
  listener.spans.push({ start: time, end, shares });
}
