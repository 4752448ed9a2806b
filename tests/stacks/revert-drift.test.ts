import { revertDrift } from './scenario/revert-drift';
import { StackScenario } from './scenario/stack-scenario';
import { CANARY, type TemplateOptions } from './scenario/template';

/* A drift-aware change set (DeploymentMode REVERT_DRIFT) compares with what is live: see docs/operations.md. */

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

/** What an UPDATE of a drift-aware change set has as previous properties; AWS does not say. */
const PREVIOUS = ['live', 'merged', 'template'] as const;

/** What the rollback of a drift-aware update restores; AWS does not say. */
const RESTORED = ['live', 'template'] as const;

/** What the service runs after a drift-aware update that has failed, by what its rollback restores. */
const ENDS_WITH = { live: 'the live version', template: 'the version of the old template' };

const READINGS = PREVIOUS.flatMap((previous) => RESTORED.map((restored) => ({ previous, restored })));

async function deployPastTheStack(template: TemplateOptions = {}): Promise<void> {
  await scenario.create(template);
  await scenario.deployByHand(3);
  await scenario.untilDeployment('ended');
}

describe.each(READINGS)(
  'REVERT_DRIFT (previous properties: $previous, rollback restores: $restored)',
  ({ previous, restored }) => {
    beforeEach(() => {
      const { settings } = scenario.cloudFormation;
      settings.revertDriftPrevious = previous;
      settings.revertDriftRollback = restored;
    });

    test("takes an operator's deployment back, by one blue/green deployment", async () => {
      const template = { group: CANARY, deployment: { RedeployToken: '1', Description: 'the web shop' } };
      await deployPastTheStack(template);
      expect(await revertDrift(scenario, template)).toEqual(['Deployment']);
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 1 Succeeded']);
      expect(await scenario.answer()).toBe('version 1');
      expect(await scenario.drift()).toEqual(['Group IN_SYNC', 'Deployment IN_SYNC']);
    });

    test('deploys nothing when a RedeployToken is all that the live state lacks', async () => {
      await scenario.create({ deployment: { RedeployToken: '1' } });
      await expect(revertDrift(scenario, { deployment: { RedeployToken: '1' } })).rejects.toThrow();
      expect(scenario.callsOf('CreateDeployment')).toBe(0);
    });

    test('deploys a new version from the live one', async () => {
      await deployPastTheStack();
      await revertDrift(scenario, { version: 2 });
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
    });

    test.each([1, 2] as const)(
      `that fails at a hook (version %i) ends with ${ENDS_WITH[restored]}, and the stack is rolled back`,
      async (version) => {
        await deployPastTheStack();
        await revertDrift(scenario, { version, deployment: { Hooks: { AfterInstall: 'no-such-function' } } });
        expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
        const failed = ['version 3 by hand Succeeded', `version ${version} Failed`, 'rollback Succeeded'];
        if (restored === 'live') {
          expect(await scenario.deployments()).toEqual(failed);
          expect(await scenario.answer()).toBe('version 3');
        } else {
          expect(await scenario.deployments()).toEqual([...failed, 'version 1 Succeeded']);
          expect(await scenario.answer()).toBe('version 1');
        }
      },
    );
  },
);

test('REVERT_DRIFT of a group that an operator has deleted creates group and deployment again', async () => {
  await scenario.create();
  await scenario.operator.deleteGroup(await scenario.group());
  await revertDrift(scenario, {});
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.groupNames()).toHaveLength(1);
  await scenario.update({ version: 2 });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
});
