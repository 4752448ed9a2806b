import { entrypoint } from '../../deployment/src/handlers';
import { timePolls } from './poll';

test('a poll is one call of CodeDeploy, one for logs and one for metrics', async () => {
  const { calls } = await timePolls(entrypoint, 1);
  expect(calls).toEqual(['cloudwatch:PutMetricData', 'codedeploy:GetDeployment', 'logs:PutLogEvents']);
});
