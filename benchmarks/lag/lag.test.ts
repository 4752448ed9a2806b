import { entrypoint } from '../../deployment/src/handlers';
import { allCases, timingOf, type DeploymentCase } from './deployment-case';
import { measure, type MeasuredCase } from './lag';
import { LagAccount } from './lag-account';
import { median, sum } from '../report/statistics';

/** A deployment that ends sooner leaves no poll to save. (seconds from its creation) */
const TOO_SHORT_SECONDS = 105;

/** Runs one case of 13; `npm run measure -- lag` runs all of them. */
const EVERY = 13;

const measured: MeasuredCase[] = [];

beforeAll(async () => {
  const account = await LagAccount.open();
  const cases = allCases().filter((_, index) => index % EVERY === 0);
  for (const deployment of cases) measured.push(await measure(account, entrypoint, deployment, 'test'));
  await account.close();
}, 600_000);

const all = (value: (one: MeasuredCase) => number): number[] => measured.map(value);

test('the cases have every plan, ending, wait and kind of hook', () => {
  const kinds = (value: (deployment: DeploymentCase) => unknown): number =>
    new Set(measured.map(({ deployment }) => value(deployment))).size;
  expect(allCases()).toHaveLength(300);
  expect(kinds(({ plan }) => plan)).toBe(3);
  expect(kinds(({ ending }) => ending)).toBe(8);
  expect(kinds(({ terminationWaitMinutes }) => terminationWaitMinutes)).toBe(3);
  expect(kinds(({ hooks }) => hooks)).toBe(3);
  expect(kinds(({ readyWait }) => readyWait)).toBe(2);
  expect(kinds(({ completeWhen }) => completeWhen)).toBe(2);
  const starts = measured.map(({ deployment }) => timingOf(deployment, 'test').startSeconds);
  expect(new Set(starts).size).toBe(starts.length);
});

// Which moments the polls fall on is a matter of chance, and 24 cases are few. The median of all 300 is in docs/performance/lag.md.
test('the answer comes at most 8 seconds after the end at the median', () => {
  expect(median(all(({ lagSeconds }) => lagSeconds))).toBeLessThanOrEqual(8);
});

test('the answer comes at most 20 seconds after the end at worst, 60 in a termination wait of an hour, and never before it', () => {
  const isInLongWait = ({ deployment }: MeasuredCase): boolean =>
    deployment.terminationWaitMinutes === 60 && deployment.ending === 'stopped in the termination wait';
  const late = measured.filter((one) => one.lagSeconds > (isInLongWait(one) ? 60 : 20));
  expect(late).toEqual([]);
  expect(Math.min(...all(({ lagSeconds }) => lagSeconds))).toBeGreaterThanOrEqual(0);
});

test('all cases together take fewer calls than a poll every 15 seconds', () => {
  expect(sum(all(({ polls }) => polls))).toBeLessThan(0.9 * sum(all(({ fixed }) => fixed.polls)));
});

test('each case takes fewer calls than a poll every 15 seconds, or as many when it ends too soon', () => {
  const worse = measured.filter(({ polls, fixed, followedSeconds }) =>
    followedSeconds > TOO_SHORT_SECONDS ? polls >= fixed.polls : polls > fixed.polls + 1,
  );
  expect(worse).toEqual([]);
});

test('a poll is one call of CodeDeploy', () => {
  expect(Math.max(...all(({ mostCallsOfAPoll }) => mostCallsOfAPoll))).toBe(1);
});
