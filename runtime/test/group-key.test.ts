import { groupArnOf, keyOf } from '../deployment-groups/group-key';

test('a key has both names', () => {
  expect(keyOf({ applicationName: 'shop', deploymentGroupName: 'web' })).toEqual({
    applicationName: 'shop',
    deploymentGroupName: 'web',
  });
});

test.each([
  ['DeploymentGroupName', { applicationName: 'shop' }],
  ['ApplicationName', { deploymentGroupName: 'web' }],
])('without %s it is not a key', (missing, half) => {
  expect(() => keyOf(half)).toThrow(`${missing} is required.`);
});

test('the ARN is in the partition of the region', () => {
  const key = { applicationName: 'shop', deploymentGroupName: 'web' };
  const place = { partition: 'aws-cn', region: 'cn-north-1', accountId: '123456789012' };
  expect(groupArnOf(key, place)).toBe(
    'arn:aws-cn:codedeploy:cn-north-1:123456789012:deploymentgroup:shop/web',
  );
});
