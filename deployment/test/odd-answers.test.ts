import { ServiceError } from '#local-aws';
import { inPhase, ODD_ANSWERS, type Operation } from '#test-kit';
import {
  count,
  hasSeenRunning,
  hasSeenShift,
  startDeploymentScenario,
  startWithResource,
  UNTIL_SHIFTED,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

/** An update whose deployment runs, and whose tasks take their time. */
async function following(): Promise<Operation> {
  scenario = await startWithResource();
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(hasSeenRunning);
  return operation;
}

const fail = (operation: string, error: string, times: number, status = 400): void => {
  scenario.aws.faults.fail(
    { service: 'codedeploy', operation, count: times },
    new ServiceError(error, 'No.', status),
  );
};

const lateEnd = (operation: string, error: string, seconds: number): void => {
  const end = scenario.aws.clock.now() + seconds * 1000;
  scenario.aws.faults.fail(
    { service: 'codedeploy', operation, when: () => scenario.aws.clock.now() < end },
    new ServiceError(error, 'No.', 400),
  );
};

describe('while a deployment is followed', () => {
  test('one odd answer of any kind does not stop it', async () => {
    const operation = await following();
    for (const [error, status] of ODD_ANSWERS) fail('GetDeployment', error, 1, status);
    const { answer, calls } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'StopDeployment')).toBe(0);
    expect(count(calls, 'CreateDeployment')).toBe(1);
  });

  test('a refusal that lasts four minutes does not stop it', async () => {
    const operation = await following();
    lateEnd('GetDeployment', 'AccessDeniedException', 240);
    const { answer, calls } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'StopDeployment')).toBe(0);
  });

  test('a refusal that lasts longer than five minutes stops it, and the failure says so', async () => {
    scenario = await startWithResource();
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    const operation = scenario.begin(scenario.version(2));
    await operation.runUntil(hasSeenRunning);
    const { seconds: before } = operation.ended();
    lateEnd('GetDeployment', 'AccessDeniedException', 3_000);
    const { answer, seconds } = await operation.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(
      /^Deployment d-\w+ could not be observed, so CodeDeploy was told to stop it with rollback\./,
    );
    expect(seconds - before).toBeGreaterThanOrEqual(300);
    expect(seconds - before).toBeLessThan(600);
  });

  test('a target that is not visible yet is no reason to stop it', async () => {
    scenario = await startWithResource({ waits: { termination: 60 } });
    // So that the target has to tell.
    scenario.withoutTerminationWaitFlag();
    const operation = scenario.begin(scenario.version(2, UNTIL_SHIFTED));
    await operation.runUntil(hasSeenRunning);
    fail('ListDeploymentTargets', 'DeploymentDoesNotExistException', 1);
    const { answer, calls } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'StopDeployment')).toBe(0);
  });
});

test('a deployment of another team that is followed and cannot be observed is not stopped', async () => {
  scenario = await startWithResource({ waits: { ready: 60 } });
  const deploymentId = await scenario.deployByHand(2);
  await scenario.aws.clock.advance(60);
  const operation = scenario.beginUpdate(1, 2);
  await operation.runUntil(hasSeenRunning);
  lateEnd('GetDeployment', 'AccessDeniedException', 3_000);
  const { answer, calls } = await operation.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
  expect(answer.message).toContain(deploymentId);
  expect(answer.message).toContain('[NotObservable]');
  expect(calls).not.toContain('StopDeployment');
});

describe('a superseded operation that cannot observe its deployment', () => {
  test('leaves it to the newer one that has adopted it', async () => {
    scenario = await startWithResource({ waits: { ready: 60 } });
    const superseded = scenario.beginUpdate(1, 2);
    await superseded.runUntil(hasSeenRunning);
    const newer = scenario.beginUpdate(1, 2, { Description: 'again' });
    await newer.step();
    lateEnd('GetDeployment', 'AccessDeniedException', 3_000);
    const { answer, calls } = await superseded.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toContain('[NotObservable]');
    expect(calls).not.toContain('StopDeployment');
    scenario.aws.faults.clear();
    expect((await scenario.deployment()).status).toBe('Ready');
  });
});

describe('a request to end what holds the group', () => {
  test('a refused end of the termination wait is asked for again', async () => {
    scenario = await startWithResource({ waits: { termination: 120 } });
    const cancelled = scenario.begin(scenario.version(2));
    await cancelled.runUntil(hasSeenShift);
    fail('ContinueDeployment', 'InvalidDeploymentStatusException', 1);
    const operation = scenario.beginUpdate(2, 3, UNTIL_SHIFTED);
    const { answer, calls, seconds } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'ContinueDeployment')).toBe(2);
    expect(seconds).toBeLessThan(600);
  });

  test.each(['AccessDeniedException', 'UnsupportedActionForDeploymentTypeException'])(
    'a stop that is refused once with %s is asked for again',
    async (error) => {
      scenario = await startWithResource({ waits: { termination: 120 } });
      const cancelled = scenario.begin(scenario.version(2));
      await cancelled.runUntil(hasSeenShift);
      fail('StopDeployment', error, 1);
      const { answer, calls } = await scenario.beginUpdate(2, 1).run();
      expect(answer.status).toBe('SUCCESS');
      expect(calls).not.toContain('CreateDeployment');
      expect(await scenario.liveVersion()).toBe(1);
    },
  );

  test.each(['FAIL', 'STOP'])(
    'WhenBusy %s decides at once about a deployment whose content does not show yet',
    async (WhenBusy) => {
      scenario = await startWithResource();
      await scenario.makeHook('silent', 'nothing');
      const hooks = { BeforeInstall: 'silent' };
      const { service } = scenario;
      const properties = {
        TaskDefinition: service.taskDefinitions[2],
        LoadBalancerInfo: { ContainerName: service.containerName, ContainerPort: service.containerPort },
      };
      const content = JSON.stringify({
        version: '0.0',
        Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: properties } }],
        Hooks: [hooks],
      });
      const revision = { revisionType: 'AppSpecContent' as const, appSpecContent: { content } };
      await scenario.deployByHand(3, { revision });
      await scenario.aws.clock.advance(10);
      const { answer, seconds } = await scenario.update(scenario.version(2, { WhenBusy }));
      expect(answer).toMatchObject(
        WhenBusy === 'FAIL' ? { errorCode: 'ResourceConflict' } : { status: 'SUCCESS' },
      );
      expect(seconds).toBeLessThan(600);
      if (WhenBusy === 'FAIL') expect(seconds).toBe(0);
    },
  );
});

test('a deployment whose start is answered is followed after an odd answer, although it does not show yet', async () => {
  scenario = await startWithResource();
  const { aws } = scenario;
  aws.codeDeploy.faults.readLateSeconds = 15;
  aws.faults.after({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 }, () => {
    fail('ListTagsForResource', 'ExpiredTokenException', 1);
  });
  const operation = scenario.begin(scenario.version(2));
  expect((await operation.step()).message).toContain('ExpiredTokenException');
  const { deploymentId = '' } = operation.answers.at(-1)!.callbackContext!.phase as { deploymentId?: string };
  await scenario.stopByHand(deploymentId);
  const { answer, calls } = await operation.run();
  expect(answer).toMatchObject({ status: 'FAILED' });
  expect(answer.message).toContain(deploymentId);
  expect(count(calls, 'CreateDeployment')).toBe(1);
});

describe('a CreateDeployment whose response is lost', () => {
  const loseThen = async (breaks: () => void): Promise<Operation> => {
    scenario = await startWithResource();
    scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
    const operation = scenario.begin(scenario.version(2));
    scenario.aws.faults.loseResponse({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 });
    await operation.runUntil(inPhase('starting', ({ unansweredSince }) => unansweredSince !== undefined));
    breaks();
    return operation;
  };

  test('and the operation then fails: the deployment is stopped, and the failure tells of it', async () => {
    const operation = await loseThen(() => {
      lateEnd('ListTagsForResource', 'AccessDeniedException', 3_000);
    });
    const { answer } = await operation.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(
      /^Deployment d-\w+ of this operation had started, although CodeDeploy's answer was lost\. CodeDeploy was told to stop it\./,
    );
    await scenario.aws.clock.advance(30);
    expect((await scenario.deployment()).status).toBe('Stopped');
  });

  test('and the operation then fails without seeing it: the failure says that it may continue', async () => {
    const operation = await loseThen(() => {
      for (const call of ['ListDeployments', 'GetDeploymentGroup'])
        lateEnd(call, 'AccessDeniedException', 3_000);
    });
    const { answer } = await operation.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(/^CodeDeploy has not answered whether it started a deployment of /);
  });
});

describe('a page of ListDeployments that is empty and has a token', () => {
  const withEmptyPages = (): void => {
    const { operations } = scenario.aws.codeDeploy;
    scenario.aws.register('codedeploy', {
      operations: {
        ...operations,
        ListDeployments: async (input, context) =>
          (input as { nextToken?: string }).nextToken
            ? operations.ListDeployments!({ ...(input as object), nextToken: undefined } as never, context)
            : { deployments: [], nextToken: 'next' },
      },
    });
  };

  test('hides neither earlier successes from HookPolicy nor an active deployment', async () => {
    scenario = await startWithResource();
    const first = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(1_200);
    withEmptyPages();
    const Hooks = { AfterInstall: 'no-such-function' };
    const { answer } = await scenario.operations.update(
      scenario.version(2),
      scenario.version(3, { Hooks, HookPolicy: 'AFTER_FIRST_SUCCESS' }),
    );
    expect(first).toMatch(/^d-/);
    // The hook ran, and failed.
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  });
});

test('null in a property is left out', async () => {
  scenario = await startDeploymentScenario();
  const { answer } = await scenario.operations.create(
    scenario.version(1, { ContainerName: null, Hooks: null, TimeoutInMinutes: null }),
  );
  expect(answer.status).toBe('SUCCESS');
});

test.each([
  ['an unknown phase', { kind: 'mending' }],
  ['a phase without what it needs', { kind: 'deploying' }],
  ['a phase with nulls', { kind: 'deploying', tagWrittenAt: 1, deadline: null, deploymentId: null }],
])('%s leaves no deployment unwatched: the operation decides anew', async (_what, phase) => {
  const operation = await following();
  const { answers } = operation;
  answers.at(-1)!.callbackContext = { ...answers.at(-1)!.callbackContext, phase };
  const { answer, calls } = await operation.run();
  expect(answer.status).toBe('SUCCESS');
  expect(count(calls, 'CreateDeployment')).toBe(1);
});

describe('a refusal in an invocation without a phase', () => {
  test('does not end an operation whose phase cannot be read: its deployment may run', async () => {
    const operation = await following();
    const { answers } = operation;
    answers.at(-1)!.callbackContext = {
      ...answers.at(-1)!.callbackContext,
      phase: { kind: 'mending' },
    };
    fail('GetDeploymentGroup', 'AccessDeniedException', 1);
    const { answer, calls } = await operation.run();
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'CreateDeployment')).toBe(1);
  });

  test('does not end an operation whose first invocation got no answer of AWS', async () => {
    scenario = await startWithResource();
    const operation = scenario.begin(scenario.version(2));
    fail('GetDeploymentGroup', 'ThrottlingException', 1);
    await operation.step();
    fail('GetDeploymentGroup', 'AccessDeniedException', 1);
    expect((await operation.run()).answer.status).toBe('SUCCESS');
  });

  // CloudFormation sends no operation after a delete that fails, and the delete may have to stop a deployment.
  test('does not end a delete: a deployment of the resource may run', async () => {
    await following();
    fail('GetDeploymentGroup', 'AccessDeniedException', 1);
    const deletion = await scenario.operations.delete(scenario.version(2));
    expect(deletion.answer.status).toBe('SUCCESS');
    expect(count(deletion.calls, 'StopDeployment')).toBe(1);
  });

  test('does not end a delete that has to ask for the stop again', async () => {
    await following();
    fail('StopDeployment', 'UnsupportedActionForDeploymentTypeException', 1);
    const deletion = scenario.operations.begin('DELETE', { properties: scenario.version(2) });
    await deletion.step();
    fail('GetDeploymentGroup', 'AccessDeniedException', 1);
    const { answer, calls } = await deletion.run();
    expect(answer.status).toBe('SUCCESS');
    expect(count(calls, 'StopDeployment')).toBe(2);
  });

  test('ends an operation that begins with it', async () => {
    scenario = await startWithResource();
    fail('GetDeploymentGroup', 'AccessDeniedException', 1);
    const { answer } = await scenario.update(scenario.version(2));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
  });
});

test('a read of a service that has left CodeDeploy says so', async () => {
  scenario = await startWithResource();
  await scenario.replaceService({ deploymentController: { type: 'ECS' } });
  const { answer } = await scenario.operations.read(scenario.version(1));
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
  expect(answer.message).toContain('has the deployment controller ECS now');
});

test('no context of a whole operation contains a null', async () => {
  scenario = await startWithResource({ waits: { termination: 5 } });
  const { answers } = await scenario.update(scenario.version(2));
  for (const { callbackContext } of answers)
    expect(JSON.stringify(callbackContext ?? {})).not.toContain('null');
});
