import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { RunEvent, Share } from '../events';

const START = Date.UTC(2026, 0, 1);
export const at = (minutes: number): number => START + minutes * 60_000;

const stack = (minutes: number, logicalId: string, status: string, reason?: string): RunEvent => ({
  kind: 'stack',
  time: at(minutes),
  event: {
    StackId: 'stack-id',
    StackName: 'shop',
    EventId: '',
    Timestamp: new Date(at(minutes)),
    LogicalResourceId: logicalId,
    PhysicalResourceId: logicalId === 'shop' ? 'stack-id' : logicalId,
    ResourceType: 'Some::Type',
    ResourceStatus: status as StackEvent['ResourceStatus'],
    ResourceStatusReason: reason,
  },
});
const traffic = (minutes: number, role: 'production' | 'test', shares: Share[]): RunEvent => ({
  kind: 'traffic',
  time: at(minutes),
  listener: role === 'test' ? 'TestListener' : 'ProductionListener',
  role,
  shares,
});
const blue = (percent: number): Share => ({ targetGroup: 'Blue', percent });
const green = (percent: number): Share => ({ targetGroup: 'Green', percent });
export const lifecycle = (
  name: string,
  status: 'Succeeded' | 'Failed',
  start: number,
  end: number,
  hook?: string,
): RunEvent => ({
  kind: 'lifecycle',
  time: at(end),
  deploymentId: 'd-111111111',
  name,
  status,
  hook,
  start: at(start),
  end: at(end),
});

export const DEPLOYMENT: RunEvent & { kind: 'deployment' } = {
  kind: 'deployment',
  time: at(1),
  id: 'd-111111111',
  status: 'Created',
  rollsBack: undefined,
  version: 'web:2',
  waitsForTermination: false,
  terminationWaitMinutes: undefined,
  error: undefined,
};

/** A step of a story, whose name has no room in a narrow picture. */
export const step = (number: number, from: number, to: number): RunEvent[] => [
  { kind: 'step', time: at(from), number, name: 'Refuse another version', about: '', isBrief: false },
  {
    kind: 'stepEnd',
    time: at(to),
    end: {
      name: 'Refuse another version',
      status: 'UPDATE_COMPLETE',
      problems: [],
      users: '',
      requests: 0,
      deployments: 0,
      virtualSeconds: 60 * (to - from),
      remarks: [],
    },
  },
];

/** An update of ten minutes whose shift is undone: 10 percent for two minutes, then 40 percent for one. */
export const EVENTS: RunEvent[] = [
  stack(0, 'shop', 'UPDATE_IN_PROGRESS'),
  stack(0, 'Deployment', 'UPDATE_IN_PROGRESS'),
  traffic(0, 'production', [blue(100)]),
  traffic(0, 'test', [blue(100)]),
  DEPLOYMENT,
  lifecycle('Install', 'Succeeded', 1, 3),
  traffic(3, 'test', [green(100)]),
  lifecycle('AfterAllowTestTraffic', 'Succeeded', 3, 4, 'smoke-test'),
  traffic(4, 'production', [blue(90), green(10)]),
  { kind: 'users', time: at(4), answers: { 'version 1': 18, 'version 2': 2 }, problems: [] },
  traffic(6, 'production', [blue(60), green(40)]),
  {
    kind: 'call',
    time: at(6.5),
    stackId: 'stack-id',
    logicalId: 'Deployment',
    type: 'T',
    action: 'UPDATE',
    answer: 'FAILED',
    message: 'Alarm <high>',
  },
  lifecycle('AllowTraffic', 'Failed', 4, 7),
  traffic(7, 'production', [blue(100)]),
  { kind: 'users', time: at(7), answers: { 'version 1': 20 }, problems: [] },
  { ...DEPLOYMENT, time: at(7), status: 'Stopped' },
  stack(
    7,
    'Deployment',
    'UPDATE_FAILED',
    'The alarm "<high>" went off. See https://example.com/d-111111111?a=1&b=2.',
  ),
  stack(7, 'shop', 'UPDATE_ROLLBACK_IN_PROGRESS'),
  stack(10, 'shop', 'UPDATE_ROLLBACK_COMPLETE'),
];
