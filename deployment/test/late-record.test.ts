import { inPhase } from '#test-kit';
import { count, hasSeenRunning, startWithResource, type DeploymentScenario } from './deployment-scenario';

/* The tags show to a stack rollback as they were before the undone update has recorded what ran. */

const FAST = { startSeconds: 5, healthySeconds: 5, drainSeconds: 5 };
const NETWORK = {
  NetworkConfiguration: {
    AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-2'], AssignPublicIp: 'DISABLED' },
  },
};

let scenario: DeploymentScenario;
beforeEach(async () => {
  scenario = await startWithResource({ localAws: { tasks: FAST } });
  await scenario.aws.clock.advance(120);
});
afterEach(() => scenario.close());

/** An update to another network that is undone while its deployment runs. */
async function undo(staleTagSeconds: number) {
  const [without, next] = [scenario.version(1), scenario.version(1, NETWORK)];
  await scenario.operations
    .begin('UPDATE', { properties: next, previousProperties: without })
    .runUntil(hasSeenRunning);
  scenario.aws.codeDeploy.faults.staleTagSeconds = staleTagSeconds;
  return scenario.operations.update(next, without, { rollback: true });
}

const WITH_NETWORK_BEFORE = {
  status: 'SUCCESS',
  resourceModel: { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-1'] } } },
};

test('the rollback is not done before the tags show it, and deploys the network that ran before', async () => {
  const { answer, answers, calls } = await undo(25);
  expect(answer).toMatchObject(WITH_NETWORK_BEFORE);
  expect(count(calls, 'CreateDeployment')).toBe(1);
  const messages = answers.filter(inPhase('deciding')).map(({ message }) => message);
  expect(messages.at(-1)).toBe(
    'The owner tag of deployment group web-application/blue-green is not visible yet.',
  );
  const claims = answers.filter(inPhase('deciding', ({ claim }) => claim === undefined));
  expect(claims).toEqual([]);
});

test('the rollback waits for two minutes at most', async () => {
  const { answer, seconds } = await undo(100_000);
  expect(answer.status).toBe('SUCCESS');
  expect(seconds).toBeLessThan(150);
});
