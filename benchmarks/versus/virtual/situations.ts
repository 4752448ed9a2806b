import { AT_ONCE, type Account, type GroupSettings } from './account';

/** Something that happens to a stack whose update deploys. */
export interface Situation {
  name: string;
  group: GroupSettings;
  /** The update is to be done when all users get the new version, for those who can be told so. */
  untilShifted?: boolean;
  /** A hook that refuses the new version, after test traffic. */
  hook?: string;
  /** What happens when users get so much of the new version (per cent), and it has been so for so many seconds. */
  incident?: { share: number; seconds: number; what: 'cancel' | 'alarm' };
}

const CANARY = 'CodeDeployDefault.ECSCanary10Percent5Minutes';
const LINEAR = 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes';

const group = (more: Partial<GroupSettings>): GroupSettings => ({ ...AT_ONCE, ...more });

/** Updates that go well. */
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

/** Updates that do not. */
export const TROUBLE: readonly Situation[] = [
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

/** Whether the incident is due. */
export function isDue(incident: NonNullable<Situation['incident']>, account: Account): boolean {
  const since = account.sharedSince(2, incident.share);
  return since !== undefined && account.aws.clock.now() >= since + incident.seconds * 1000;
}
