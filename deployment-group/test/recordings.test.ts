import { answerTo, RECORDINGS } from '#local-aws';
import { isNotPropagated, refusal } from '../src/refusal';
import { desired } from './examples';

/** What CodeDeploy has answered, as the SDK throws it; a source without a code is given the API's. */
function thrown(change: string, codeOfApi = ''): Error {
  const { code = codeOfApi, message } = answerTo(RECORDINGS.deploymentGroupRefusals.answers, change);
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: 400 } });
}

test.each([
  ['ecsController', 'InvalidECSServiceException', 'WrongDeploymentController'],
  ['networkLoadBalancerInSteps', 'InvalidTrafficRoutingConfigurationException', 'NetworkLoadBalancerInSteps'],
  ['untrustedRole', 'InvalidRoleException', 'RoleNotUsable'],
])('the recorded refusal %s is explained', (change, code, entry) => {
  const error = thrown(change, code);
  const { message } = refusal(error, desired());
  expect(message).toContain(`AWS says: ${error.message}`);
  expect(message).toContain(`[${entry}]`);
});

test('of the recorded refusals, only that of the role may end by itself', () => {
  const passing = RECORDINGS.deploymentGroupRefusals.answers.filter(({ change }) =>
    isNotPropagated(thrown(change, change === 'untrustedRole' ? 'InvalidRoleException' : 'Other')),
  );
  expect(passing.map(({ change }) => change)).toEqual(['untrustedRole']);
});
