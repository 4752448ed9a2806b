import { AT_ONCE, type Account, type GroupSettings } from './account';

/** A stack update that deploys, and what happens meanwhile. */
export interface Situation {
  name: string;
  group: GroupSettings;
  /** Asks for `CompleteWhen: TRAFFIC_SHIFTED`, where a candidate has such an option. */
  untilShifted?: boolean;
  /** The function of an AfterAllowTestTraffic hook that fails. */
  hook?: string;
  /** Happens `seconds` after the new version has got this share of the users (per cent). */
  incident?: { share: number; seconds: number; what: 'cancel' | 'alarm' };
}

const CANARY = 'CodeDeployDefault.ECSCanary10Percent5Minutes';
const LINEAR = 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes';

const group = (more: Partial<GroupSettings>): GroupSettings => ({ ...AT_ONCE, ...more });

/** Updates that succeed. */
export const DEPLOYMENTS: readonly Situation[] = [
  { name: 'all at once', group: AT_ONCE },
  { name: 'canary, 10 % for 5 min', group: group({ deploymentConfigName: CANARY }) },
  { name: 'linear, 10 % a minute', group: group({ deploymentConfigName: LINEAR }) },
  { name: 'all at once, wait of 5 min', group: group({ terminationWait: 5 }) },
  {
    name: 'linear, wait of 5 min',
    group: group({ deploymentConfigName: LINEAR, terminationWait: 5 }),
  },
  {
    name: 'linear, wait of 60 min',
    group: group({ deploymentConfigName: LINEAR, terminationWait: 60 }),
  },
  {
    name: 'linear, wait of 60 min, until shifted',
    group: group({ deploymentConfigName: LINEAR, terminationWait: 60 }),
    untilShifted: true,
  },
];

/** Updates that are undone. */
export const FAILURES: readonly Situation[] = [
  { name: 'hook refuses the version', group: AT_ONCE, hook: 'no-such-function' },
  {
    name: 'alarm at 10 %',
    group: group({ deploymentConfigName: CANARY, alarm: true }),
    incident: { share: 10, seconds: 60, what: 'alarm' },
  },
  {
    name: 'cancelled at 10 %',
    group: group({ deploymentConfigName: CANARY }),
    incident: { share: 10, seconds: 60, what: 'cancel' },
  },
  {
    name: 'cancelled in the wait',
    group: group({ terminationWait: 20 }),
    incident: { share: 100, seconds: 60, what: 'cancel' },
  },
];

/** Whether the incident should happen now. */
export function isDue(incident: NonNullable<Situation['incident']>, account: Account): boolean {
  const since = account.sharedSince(2, incident.share);
  return since !== undefined && account.aws.clock.now() >= since + incident.seconds * 1000;
}
