import { desiredOf } from '../src/desired-state/desired';
import { onRollback } from '../src/desired-state/rollback';
import { ResourceModel } from '../src/models';

const desired = (stackRollback?: 'ALL_AT_ONCE' | 'AS_CONFIGURED') =>
  desiredOf(
    new ResourceModel({
      applicationName: 'shop',
      deploymentGroupName: 'blue-green',
      taskDefinition: 'web:1',
      hooks: { afterInstall: 'smoke' },
      deploymentConfigName: 'own-plan',
      timeoutInMinutes: 20,
      ...(stackRollback && { stackRollback }),
    }),
  );

test.each([
  [undefined, { hooks: {}, deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' }],
  ['ALL_AT_ONCE', { hooks: {}, deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' }],
  ['AS_CONFIGURED', { hooks: { AfterInstall: 'smoke' }, deploymentConfigName: 'own-plan' }],
] as const)('with StackRollback %s a rollback has no TimeoutInMinutes, and %j', (stackRollback, how) => {
  const before = desired(stackRollback);
  expect(onRollback(before)).toEqual({ ...before, ...how, timeoutInMinutes: undefined });
});
