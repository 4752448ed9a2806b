import { inPhase, phaseKind, type Operation } from '#test-kit';
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

describe('a stack rollback', () => {
  const NETWORK = {
    NetworkConfiguration: {
      AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-2'], AssignPublicIp: 'DISABLED' },
    },
  };

  test('is done at once when CodeDeploy has rolled back, and the group shows the failed deployment', async () => {
    const { answer: failed } = await scenario.beginUpdate(1, 2, MISSING_HOOK).run();
    expect(failed.status).toBe('FAILED');
    const { answers, calls } = await scenario.beginRollback(MISSING_HOOK).run();
    expect(answers.map(({ status }) => status)).toEqual(['SUCCESS']);
    expect(count(calls, 'TagResource')).toBe(1);
  });

  test('that finds nothing to do looks once more: the undone update may have started what no list shows yet', async () => {
    const { codeDeploy, clock } = scenario.aws;
    codeDeploy.faults.listedLateSeconds = 15;
    await scenario.beginUpdate(1, 2).step();
    await clock.advance(2);
    const { answer, answers, calls } = await scenario.beginRollback().run();
    expect(answers[0]).toMatchObject({ status: 'IN_PROGRESS', callbackDelaySeconds: 10 });
    expect(phaseKind(answers[0]!)).toBe('deciding');
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('carries what ran before from one invocation to the next', async () => {
    const [without, next] = [scenario.version(1), scenario.version(1, NETWORK)];
    await scenario.operations.update(without, next);
    const back = scenario.operations.begin('UPDATE', {
      ...{ properties: without, previousProperties: next, rollback: true },
    });
    const { answer, answers } = await back.run();
    expect(answers.filter(inPhase('deploying', ({ restored }) => restored !== undefined))).not.toEqual([]);
    expect(answer.resourceModel).toMatchObject({
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-1'] } },
    });
  });
});

test('an ordinary update looks for no deployment of its own, and for none that no list shows', async () => {
  const { answer, calls } = await scenario.beginUpdate(1, 1, { Description: 'again' }).run();
  expect(answer.status).toBe('SUCCESS');
  expect(calls).toEqual([
    'GetDeploymentGroup',
    'ListTagsForResource',
    'TagResource',
    'ListDeployments',
    'DescribeServices',
  ]);
});
