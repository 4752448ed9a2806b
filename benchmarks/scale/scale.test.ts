import { entrypoint } from '../../deployment/src/handlers';
import { deployAtOnce, type ScaleResult } from './scale';

/** As many share a tenth of the rate as 400 share all of it; a thousand take `npm run measure -- scale`. */
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

test('they are throttled, and yet make hardly more calls each than one alone', () => {
  expect(one.throttled).toBe(0);
  expect(many.throttled).toBeGreaterThan(0);
  expect(many.calls / STACKS).toBeLessThan(1.25 * one.calls);
});

test('nobody starves: no stack makes twice the calls of one alone, or takes thrice the time of the median', () => {
  expect(many.mostCalls).toBeLessThan(2 * one.calls);
  expect(many.minutes.last).toBeLessThan(3 * many.minutes.median);
});

test('the account is kept busy: the last is done in twice the time that the calls take at the rate allowed', () => {
  const least = (many.calls - many.throttled) / LIMIT.perSecond / 60;
  expect(many.minutes.last).toBeLessThan(2 * least);
});

test('the answer lags no longer than all of them take to make a few calls each', () => {
  expect(one.lagSeconds.max).toBeLessThanOrEqual(20);
  expect(many.lagSeconds.median).toBeLessThanOrEqual(2 * STACKS);
});
