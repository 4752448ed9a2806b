import { entrypoint } from '../../deployment/src/handlers';
import { allCases, timingOf, type DeploymentCase } from './deployment-case';
import { measure, type Measured } from './lag';
import { LagAccount } from './lag-account';
import { median, sum } from '../report/statistics';

/** A deployment that ends sooner is over before a look can be spared. (seconds from its creation) */
const TOO_SHORT = 105;

/** Every so-many-th case; `npm run measure -- lag` runs them all. */
const EVERY = 13;

const measured: Measured[] = [];

beforeAll(async () => {
  const account = await LagAccount.open();
  const cases = allCases().filter((_, index) => index % EVERY === 0);
  for (const deployment of cases) measured.push(await measure(account, entrypoint, deployment, 'test'));
  await account.close();
}, 600_000);

const all = (value: (one: Measured) => number): number[] => measured.map(value);

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

test('the answer comes at most 5 seconds after the end at the median', () => {
  expect(median(all(({ lagSeconds }) => lagSeconds))).toBeLessThanOrEqual(5);
});

test('and at most 20 seconds after it at worst, never before it', () => {
  expect(Math.max(...all(({ lagSeconds }) => lagSeconds))).toBeLessThanOrEqual(20);
  expect(Math.min(...all(({ lagSeconds }) => lagSeconds))).toBeGreaterThanOrEqual(0);
});

test('all together take fewer calls than a look every 15 seconds', () => {
  expect(sum(all(({ looks }) => looks))).toBeLessThan(0.9 * sum(all(({ fixed }) => fixed.looks)));
});

test('each takes fewer calls than a look every 15 seconds, or as many when it is over too soon', () => {
  const worse = measured.filter(({ looks, fixed, followedSeconds }) =>
    followedSeconds > TOO_SHORT ? looks >= fixed.looks : looks > fixed.looks + 1,
  );
  expect(worse).toEqual([]);
});

test('a look is one call of CodeDeploy', () => {
  expect(Math.max(...all(({ mostCallsOfALook }) => mostCallsOfALook))).toBe(1);
});
