/** The code of the function that asks a new version through the test listener, and tells CodeDeploy what it found. */
export const SMOKE_TEST = `
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');

exports.handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
  const status = await check();
  await new CodeDeploy({}).putLifecycleEventHookExecutionStatus({ deploymentId, lifecycleEventHookExecutionId, status });
};

async function check() {
  try {
    const response = await fetch(process.env.TEST_URL);
    const answer = await response.text();
    console.log(response.status, answer);
    const good = response.ok && answer.startsWith('ok') && answer.trim().endsWith('version ' + process.env.VERSION);
    return good ? 'Succeeded' : 'Failed';
  } catch (error) {
    console.error(error);
    return 'Failed';
  }
}
`;
