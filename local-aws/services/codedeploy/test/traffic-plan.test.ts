import fc from 'fast-check';
import { planMinutes, trafficPlan } from '../configurations/traffic-plan';

const linear = (linearPercentage: number, linearInterval: number) =>
  trafficPlan({ type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage, linearInterval } });
const canary = (canaryPercentage: number, canaryInterval: number) =>
  trafficPlan({ type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage, canaryInterval } });

test('shifts all at once without a pause', () => {
  expect(trafficPlan({ type: 'AllAtOnce' })).toEqual([{ greenPercent: 100, pauseMinutes: 0 }]);
  expect(trafficPlan(undefined)).toEqual([{ greenPercent: 100, pauseMinutes: 0 }]);
});

test('a canary shifts its percentage first, the rest after the interval', () => {
  expect(canary(10, 5)).toEqual([
    { greenPercent: 10, pauseMinutes: 5 },
    { greenPercent: 100, pauseMinutes: 0 },
  ]);
});

test('ten linear steps a minute apart take nine minutes: nothing waits after 100 percent', () => {
  const plan = linear(10, 1);
  expect(plan.map(({ greenPercent }) => greenPercent)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(planMinutes(plan)).toBe(9);
});

test('the last linear step shifts the rest', () => {
  expect(linear(40, 2).map(({ greenPercent }) => greenPercent)).toEqual([40, 80, 100]);
});

test('every plan rises to 100 percent and pauses only between its steps', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 2880 }),
      (percentage, interval) => {
        for (const plan of [linear(percentage, interval), canary(percentage, interval)]) {
          const percents = plan.map(({ greenPercent }) => greenPercent);
          expect(percents).toEqual([...new Set(percents)].sort((one, other) => one - other));
          expect(percents[0]).toBe(percentage);
          expect(percents.at(-1)).toBe(100);
          expect(planMinutes(plan)).toBe((plan.length - 1) * interval);
        }
      },
    ),
  );
});
