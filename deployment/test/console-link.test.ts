import { consoleLink } from '../src/messages/console-link';

test.each([
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('the console of %s', (partition, region, host) => {
  expect(consoleLink('d-ABC123DEF', { partition, region })).toBe(
    `${host}codesuite/codedeploy/deployments/d-ABC123DEF?region=${region}`,
  );
});

test('a partition without a known console gets the id and the region', () => {
  expect(consoleLink('d-ABC123DEF', { partition: 'aws-iso', region: 'us-iso-east-1' })).toBe(
    'deployment d-ABC123DEF in us-iso-east-1',
  );
});
