import type { DeploymentConfigInfo } from '@aws-sdk/client-codedeploy';
import { timeoutTooShort } from '../src/messages/timeout-too-short';
import { deploymentDeadline, operationDeadline, shiftMinutesOf, waitsOf } from '../src/polling/timeout';

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

const waits: [string, Parameters<typeof waitsOf>, ReturnType<typeof waitsOf>][] = [
  [
    'install, hooks, ready wait, shift and termination wait add up',
    [{ readyWaitMinutes: 30, terminationWaitMinutes: 5 }, 9, 2, 'SUCCEEDED'],
    { shiftMinutes: 9, terminationMinutes: 5, maximumMinutes: 60 + 120 + 30 + 9 + 5 },
  ],
  [
    'the termination wait does not count with TRAFFIC_SHIFTED',
    [{ readyWaitMinutes: 0, terminationWaitMinutes: 2880 }, 0, 0, 'TRAFFIC_SHIFTED'],
    { shiftMinutes: 0, terminationMinutes: 0, maximumMinutes: 60 },
  ],
  [
    'a ready wait may end at once, but need not',
    [{ readyWaitMinutes: 1440, terminationWaitMinutes: 0 }, 0, 0, 'SUCCEEDED'],
    { shiftMinutes: 0, terminationMinutes: 0, maximumMinutes: 60 + 1440 },
  ],
  [
    'a group without waits needs the install limit alone',
    [{ readyWaitMinutes: 0, terminationWaitMinutes: 0 }, 0, 0, 'SUCCEEDED'],
    { shiftMinutes: 0, terminationMinutes: 0, maximumMinutes: 60 },
  ],
];

test.each(waits)('%s', (_reason, parameters, expected) => {
  expect(waitsOf(...parameters)).toEqual(expected);
});

const objections: [string, [number | undefined, number, number, number], string | undefined][] = [
  ['nothing has to pass', [1, 0, 0, 0], undefined],
  ['nothing has to pass, when the time is over', [1, 2, 0, 0], undefined],
  ['there are some minutes left for the new tasks', [15, 0, 9, 5], undefined],
  ['the default is 2100', [undefined, 0, 9, 2090], undefined],
  [
    'the waits take all the time',
    [14, 0, 9, 5],
    'TimeoutInMinutes is 14 minutes, but the traffic shift takes 9 minutes and the termination wait takes 5 minutes, ' +
      'and the new tasks also need time to start. Set CompleteWhen to TRAFFIC_SHIFTED, shorten the termination wait of ' +
      'the group, take a DeploymentConfigName that shifts traffic faster or allow more than 14 minutes. [TimeoutTooShort]',
  ],
  [
    'moving the traffic alone takes longer',
    [5, 0, 27, 0],
    'TimeoutInMinutes is 5 minutes, but the traffic shift takes 27 minutes, and the new tasks also need time to start. ' +
      'Take a DeploymentConfigName that shifts traffic faster or allow more than 27 minutes. [TimeoutTooShort]',
  ],
  [
    'no timeout is long enough',
    [undefined, 0, 0, 2880],
    'The maximum timeout is 2100 minutes, but the termination wait takes 2880 minutes, and the new tasks also need time ' +
      'to start. Set CompleteWhen to TRAFFIC_SHIFTED or shorten the termination wait of the group. ' +
      '[MaximumTimeoutTooShort]',
  ],
  [
    'the waits take the longest timeout that there is',
    [2100, 0, 0, 2100],
    'TimeoutInMinutes is 2100 minutes, but the termination wait takes 2100 minutes, and the new tasks also need time to ' +
      'start. Set CompleteWhen to TRAFFIC_SHIFTED or shorten the termination wait of the group. [TimeoutTooShort]',
  ],
  [
    'waiting for another deployment has taken too much of it',
    [60, 40, 0, 30],
    'TimeoutInMinutes is 60 minutes (40 already elapsed), but the termination wait takes 30 minutes, and the new tasks ' +
      'also need time to start. Set CompleteWhen to TRAFFIC_SHIFTED, shorten the termination wait of the group or ' +
      'allow more than 70 minutes. [TimeoutTooShort]',
  ],
];

test.each(objections)(
  'the handler objects before a deployment starts when its waits do not fit: %s',
  (_reason, [requestedMinutes, elapsedMinutes, shiftMinutes, terminationMinutes], sentence) => {
    const refusal = timeoutTooShort(requestedMinutes, elapsedMinutes, {
      shiftMinutes,
      terminationMinutes,
      maximumMinutes: 2100,
    });
    expect(refusal?.message).toBe(sentence);
  },
);

const deadlines: [string, number | undefined, number, number][] = [
  ['by default counts from the start of the deployment, and outlasts it', undefined, 100, 100 + 74 + 5],
  ['by default never passes 2100 minutes of the operation', undefined, 2090, 2100],
  ['as the user sets it, counts from the start of the operation', 90, 20, 90],
  ['as the user sets it, may be longer than the waits of the deployment', 200, 20, 200],
];

test.each(deadlines)('the deadline %s', (_reason, asked, nowMinutes, minutes) => {
  expect(deploymentDeadline(0, nowMinutes * MINUTE, asked, { maximumMinutes: 74 })).toBe(minutes * MINUTE);
});

test('an operation that waits for others has 2100 minutes', () => {
  expect(operationDeadline(5, undefined)).toBe(5 + 2100 * MINUTE);
});
