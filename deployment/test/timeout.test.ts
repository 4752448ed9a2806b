import type { DeploymentConfigInfo } from '@aws-sdk/client-codedeploy';
import {
  deploymentDeadline,
  operationDeadline,
  shiftMinutesOf,
  timeoutObjection,
  waitsOf,
} from '../src/timeout';

const MINUTE = 60_000;

const configs: [string, DeploymentConfigInfo['trafficRoutingConfig'], number][] = [
  ['all at once takes no time', { type: 'AllAtOnce' }, 0],
  [
    'a canary waits once',
    { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 15 } },
    15,
  ],
  [
    'a linear shift waits between its increments, not after the last',
    { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval: 3 } },
    27,
  ],
  [
    'a last increment that is smaller counts as one',
    { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 30, linearInterval: 2 } },
    6,
  ],
  ['a plan without intervals takes no time', { type: 'TimeBasedLinear', timeBasedLinear: {} }, 0],
  ['a canary without an interval takes no time', { type: 'TimeBasedCanary', timeBasedCanary: {} }, 0],
  ['a config that is not there takes no time', undefined, 0],
];

test.each(configs)('%s', (_reason, trafficRoutingConfig, minutes) => {
  expect(shiftMinutesOf(trafficRoutingConfig && { trafficRoutingConfig })).toBe(minutes);
});

test('waits add up: install, hooks, ready wait, shift, termination wait', () => {
  expect(waitsOf({ readyWait: 30, terminationWait: 5 }, 9, 2, 'SUCCEEDED')).toEqual({
    least: 14,
    most: 60 + 120 + 30 + 9 + 5,
  });
});

test('the termination wait does not count when traffic is all that is waited for', () => {
  expect(waitsOf({ readyWait: 0, terminationWait: 2880 }, 0, 0, 'TRAFFIC_SHIFTED')).toEqual({
    least: 0,
    most: 60,
  });
});

test('a group without waits needs the install limit alone', () => {
  expect(waitsOf({ readyWait: 0, terminationWait: 0 }, 0, 0, 'SUCCEEDED')).toEqual({ least: 0, most: 60 });
});

test('what cannot fit is said before a deployment starts', () => {
  expect(timeoutObjection(10, { least: 14, most: 74 })).toBe(
    'TimeoutInMinutes is 10, but traffic shift and termination wait alone take 14 minutes. ' +
      'Set CompleteWhen to TRAFFIC_SHIFTED, shorten the waits of the deployment group, or allow more time.',
  );
  expect(timeoutObjection(undefined, { least: 2880, most: 2940 })).toMatch(
    /^The longest possible time-out is 700/,
  );
  expect(timeoutObjection(14, { least: 14, most: 74 })).toBeUndefined();
  expect(timeoutObjection(undefined, { least: 14, most: 74 })).toBeUndefined();
});

const deadlines: [string, number | undefined, number, number][] = [
  ['by default counts from the start of the deployment, and outlasts it', undefined, 100, 100 + 74 + 5],
  ['by default never passes 700 minutes of the operation', undefined, 690, 700],
  ['as the user sets it, counts from the start of the operation', 90, 20, 90],
];

test.each(deadlines)('the deadline %s', (_reason, asked, nowMinutes, minutes) => {
  expect(deploymentDeadline(0, nowMinutes * MINUTE, asked, { least: 14, most: 74 })).toBe(minutes * MINUTE);
});

test('an operation that waits for others has 700 minutes', () => {
  expect(operationDeadline(5, undefined)).toBe(5 + 700 * MINUTE);
});
