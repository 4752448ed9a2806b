import { phaseKind, type Operation } from '#test-kit';
import {
  count,
  MISSING_HOOK,
  runUntilStarting,
  startWithResource,
  type DeploymentScenario,
} from './deployment-scenario';

/* An update starts its deployment in its first invocation: CloudFormation may never invoke the handler again. */

let scenario: DeploymentScenario;
beforeEach(async () => {
  scenario = await startWithResource();
});
afterEach(() => scenario.close());

/** The same operation each time: its first invocation, as CloudFormation delivers it when it never got an answer. */
const deliver = (more = {}): Operation => scenario.beginUpdate(1, 2, more, { token: 'one-token' });

test('an update has started its deployment when it has answered once', async () => {
  const operation = deliver();
  expect(phaseKind(await operation.step())).toBe('deploying');
  await scenario.aws.clock.advance(600);
  expect(await scenario.liveVersion()).toBe(2);
});

test.each([2, 10, 60])(
  'a first invocation that CloudFormation repeats %i minutes later follows the deployment of the first one',
  async (minutes) => {
    await deliver().step();
    await scenario.aws.clock.advance(minutes * 60);
    const { answer, calls } = await deliver().run();
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('CreateDeployment');
    expect(await scenario.deployments()).toHaveLength(1);
  },
);

test.each([2, 10, 60])(
  'a first invocation that is repeated %i minutes later fails as its deployment has failed, and deploys nothing again',
  async (minutes) => {
    await deliver(MISSING_HOOK).step();
    await scenario.aws.clock.advance(minutes * 60);
    const { answer, calls } = await deliver(MISSING_HOOK).run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(calls).not.toContain('CreateDeployment');
    expect(await scenario.liveVersion()).toBe(1);
  },
);

test('a RedeployToken deploys once, although the first invocation is repeated after its deployment has succeeded', async () => {
  const redeploy = (): Operation =>
    scenario.operations.begin('UPDATE', {
      properties: scenario.version(1, { RedeployToken: '2' }),
      previousProperties: scenario.version(1, { RedeployToken: '1' }),
      token: 'one-token',
    });
  await redeploy().step();
  await scenario.aws.clock.advance(3600);
  const { answer } = await redeploy().run();
  expect(answer.status).toBe('SUCCESS');
  expect(await scenario.deployments()).toHaveLength(1);
});

test.each(['throttle', 'deny', 'serverError'] as const)(
  'after CreateDeployment one answer of "%s" does not end the operation',
  async (fault) => {
    const { faults } = scenario.aws;
    faults.after({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 }, () => {
      faults[fault]({ service: 'codedeploy', operation: 'ListTagsForResource', count: 1 });
    });
    const { answer, calls } = await deliver().run();
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'CreateDeployment')).toBe(1);
  },
);

test('an update whose deployment CodeDeploy does not take yet tries again with its intention', async () => {
  const operation = deliver();
  await runUntilStarting(scenario, operation);
  expect((await operation.run()).answer.status).toBe('SUCCESS');
  expect(await scenario.deployments()).toHaveLength(1);
});
