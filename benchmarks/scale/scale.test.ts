import { entrypoint } from '../../deployment/src/handlers';
import { deployAtOnce, type ScaleResult } from './scale';

/** 40 stacks at a tenth of the rate are like 400 at the full rate. `npm run measure -- scale` runs 1,000. */
const STACKS = 40;
const LIMIT = { perSecond: 1, burst: 10 };

let one: ScaleResult;
let many: ScaleResult;

beforeAll(async () => {
  one = await deployAtOnce(entrypoint, 1, LIMIT);
  many = await deployAtOnce(entrypoint, STACKS, LIMIT);
}, 600_000);

test('stacks that deploy at once all succeed, each with one deployment', () => {
  expect(many.succeeded).toBe(STACKS);
});

test('throttled stacks make at most a third more calls each than a single one', () => {
  expect(one.throttled).toBe(0);
  expect(many.throttled).toBeGreaterThan(0);
  expect(many.calls / STACKS).toBeLessThan((4 / 3) * one.calls);
});

test('no stack starves: none makes two and a half times the calls of a single one, or takes three times the median', () => {
  expect(many.mostCalls).toBeLessThan(2.5 * one.calls);
  expect(many.minutes.last).toBeLessThan(3 * many.minutes.median);
});

test('the rate limit is used: the last stack is done in at most twice the time that the calls take at that rate', () => {
  const least = (many.calls - many.throttled) / LIMIT.perSecond / 60;
  expect(many.minutes.last).toBeLessThan(2 * least);
});

test('the median lag is at most the time that all stacks take to make two calls each', () => {
  expect(one.lagSeconds.max).toBeLessThanOrEqual(20);
  expect(many.lagSeconds.median).toBeLessThanOrEqual(2 * STACKS);
});
