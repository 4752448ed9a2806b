import type { ErrorInformation } from '@aws-sdk/client-codedeploy';
import { InvalidAppSpec, parseAppSpec } from '../services/codedeploy/workflow/appspec';
import { failures, type DeploymentFailure } from '../services/codedeploy/workflow/failures';
import { answerTo, RECORDINGS } from '.';

const ROLE = 'arn:aws:iam::123456789012:role/web-codedeploy';

/** The whole texts that deployments of the local AWS fail with; tests of its CodeDeploy bring them about. */
const MADE: Record<string, () => DeploymentFailure> = {
  hookReportsFailed: failures.hook,
  hookIsSilent: failures.silentHook,
  neverHealthy: failures.install,
  readyWait: () => failures.readyWait(10),
  mayNotInvoke: () => failures.rolePermissions(ROLE, 'AWSLambda'),
};

test.each(Object.entries(MADE))('%s', (change, make) => {
  const { code, message } = answerTo(RECORDINGS.deploymentFailures.answers, change);
  const { information } = make();
  expect(information.message).toBe(message);
  if (code !== undefined) expect(information.code).toBe(code);
});

test('listenerElsewhere, followed by the listener', () => {
  const { message } = answerTo(RECORDINGS.deploymentFailures.answers, 'listenerElsewhere');
  expect(failures.notBehind('arn:listener').message).toBe(`${message} arn:listener`);
});

test('appSpecInOneLine', () => {
  const { code, message } = answerTo(RECORDINGS.deploymentFailures.answers, 'appSpecInOneLine');
  const content =
    'version: 0.0 Resources: - TargetService: Type: AWS::ECS::Service Properties: TaskDefinition: web:2 LoadBalancerInfo: ContainerName: app ContainerPort: 8080';
  expect(failureOf(content)).toEqual({ code, message });
});

function failureOf(content: string): ErrorInformation | undefined {
  try {
    parseAppSpec(content);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidAppSpec)) throw error;
    return failures.appSpec(error.message).information;
  }
}
