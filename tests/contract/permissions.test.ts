import { PermissionCheck } from './permissions';

const HANDLERS = { read: { permissions: ['codedeploy:GetDeploymentGroup'] } };

test('names the calls of a handler that its schema does not permit, and no calls of CodeDeploy', async () => {
  const calls: { service: string; operation: string; accessKeyId: string }[] = [];
  const check = new PermissionCheck(HANDLERS, calls, 'HANDLER');
  const read = check.watch(async () => {
    calls.push({ service: 'codedeploy', operation: 'GetDeploymentGroup', accessKeyId: 'HANDLER' });
    calls.push({ service: 'ecs', operation: 'DescribeServices', accessKeyId: 'HANDLER' });
    calls.push({ service: 'lambda', operation: 'Invoke', accessKeyId: 'CODEDEPLOY' });
  });
  await read({ action: 'READ' });
  await read({ action: 'READ' });
  expect(check.missing()).toEqual(['read: ecs:DescribeServices']);
});
