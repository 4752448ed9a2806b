import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import { adviceFor, failedEvent, functionOf, type Ended, type Timeout } from '../src/messages/remediation';
import { describeRunningState, type RunningState } from '../src/messages/running-state';

const hooks = { BeforeAllowTraffic: 'smoke-test' };
const failedAt = (lifecycleEventName: string): ECSTarget => ({
  lifecycleEvents: [
    { lifecycleEventName: 'BeforeInstall', status: 'Succeeded' },
    { lifecycleEventName, status: 'Failed' },
  ],
});
const inHook = failedAt('BeforeAllowTraffic');
const unhealthy = "See the service's events and stopped tasks for why the new tasks did not become healthy.";
const logs = 'see its logs in /aws/lambda/smoke-test.';

type Code = NonNullable<DeploymentInfo['errorInformation']>['code'];

type Place = Partial<Omit<Ended, 'info'>> & Pick<DeploymentInfo, 'status'>;

test.each<[what: string, code: Code, place: Place, advice: string]>([
  [
    'an alarm fired',
    'ALARM_ACTIVE',
    { target: inHook },
    'Find out why, and update again when no alarm fires.',
  ],
  [
    'CodeDeploy refused the listener',
    'ELASTIC_LOAD_BALANCING_INVALID',
    {},
    'Let the production listener and its rules forward to the target group of the running tasks, then update again.',
  ],
  [
    'CodeDeploy refused a listener that can be read',
    'ELASTIC_LOAD_BALANCING_INVALID',
    { listenerMending: 'Run aws elbv2 modify-listener' },
    'Run aws elbv2 modify-listener and update again.',
  ],
  [
    'a hook failed',
    'HOOK_EXECUTION_FAILURE',
    { target: inHook },
    `The function reported Failed: ${logs} Correct the version or the hook, then update again.`,
  ],
  ['a hook failed whose name is unknown', 'HOOK_EXECUTION_FAILURE', { target: undefined }, ''],
  ['a hook failed without a target', 'HOOK_EXECUTION_FAILURE', { target: {} }, ''],
  [
    'the role lacks permissions',
    'IAM_ROLE_PERMISSIONS',
    {},
    'Add these permissions to the service role of the deployment group, then update again.',
  ],
  [
    'an operator stopped it',
    'MANUAL_STOP',
    {},
    'CloudTrail shows who called StopDeployment. Update again when the reason is gone.',
  ],
  [
    'no approval came',
    'TIMEOUT',
    { status: 'Stopped', target: failedAt('Install') },
    'Its ready wait ended without an approval. Update again, and approve the new deployment in time: `aws deploy continue-deployment --deployment-id ID --deployment-wait-type READY_WAIT`.',
  ],
  ['the tasks did not become healthy', 'TIMEOUT', { target: failedAt('Install') }, unhealthy],
  [
    'a hook did not report',
    'TIMEOUT',
    { target: inHook },
    `The function has to call PutLifecycleEventHookExecutionStatus: ${logs}`,
  ],
  ['something else took too long', 'TIMEOUT', { target: failedAt('AllowTraffic') }, ''],
  ['AWS says what to do', 'ECS_UPDATE_ERROR', { target: inHook }, ''],
  ['AWS gives no code', undefined, { target: inHook }, ''],
])('the advice when %s', (_what, code, place, advice) => {
  const { status = 'Failed', ...more } = place;
  const info = { status, ...(code && { errorInformation: { code } }) };
  expect(adviceFor({ info, target: {}, hooks, ...more }, undefined)).toBe(advice);
});

test.each<[what: string, target: ECSTarget, isMaximum: boolean, advice: string]>([
  ['the new tasks started', failedAt('Install'), false, unhealthy],
  ['a hook ran', inHook, false, `The function had not reported: ${logs}`],
  [
    'traffic moved',
    failedAt('AllowTraffic'),
    false,
    'Allow it more time: TimeoutInMinutes may be up to 2100.',
  ],
  [
    'it waited for an approval, for the longest time',
    {},
    true,
    'This is the longest time possible: shorten the waits of the deployment, for instance the ready wait.',
  ],
])('the advice when the timeout passed while %s', (_what, target, isMaximum, advice) => {
  const timeout: Timeout = { minutes: 20, requested: true, isMaximum };
  const info: DeploymentInfo = { status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } };
  expect(adviceFor({ info, target, hooks }, timeout)).toBe(advice);
});

test('a deployment ended at the event that failed', () => {
  expect(failedEvent(inHook)).toBe('BeforeAllowTraffic');
  expect(failedEvent({ lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Succeeded' }] })).toBe(
    undefined,
  );
});

test('only a lifecycle event that has a hook has its function', () => {
  expect(functionOf({ AfterInstall: 'smoke' }, 'Install')).toBeUndefined();
  expect(functionOf({ AfterInstall: 'smoke' }, 'BeforeInstall')).toBeUndefined();
  expect(functionOf({ AfterInstall: 'smoke' }, undefined)).toBeUndefined();
});

test.each<[running: RunningState, words: string]>([
  [{ kind: 'runs', primary: 'web:1', leftover: undefined }, 'the service runs web:1'],
  [
    { kind: 'runs', primary: 'web:1', leftover: { taskDefinition: 'web:2', trafficPercent: 33.4 } },
    'the service runs web:1, and the task set of web:2 was left with 33 % of the production traffic',
  ],
  [
    { kind: 'runs', primary: 'web:1', leftover: { taskDefinition: 'web:2', trafficPercent: undefined } },
    'the service runs web:1, and the task set of web:2 was left',
  ],
  [{ kind: 'gone', what: 'service', name: 'shop/web' }, 'the ECS service shop/web was deleted'],
  [
    { kind: 'gone', what: 'group', name: 'shop/web' },
    'deployment group shop/web was deleted, and what the service runs cannot be read without it',
  ],
  [{ kind: 'unreadable' }, 'what the service runs now could not be read'],
])('%j in words', (running, words) => {
  expect(describeRunningState(running)).toBe(words);
});
