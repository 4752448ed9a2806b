import { type Flow } from '#test-kit';
import { hasSeenShift, MISSING_HOOK, UNTIL_SHIFTED, type DeploymentScenario } from './deployment-scenario';
import {
  busy,
  cancelledBeforeShift,
  cancelledMidShift,
  create,
  remove,
  rollBack,
  update,
  withResource,
} from './fault-matrix-scenario';

export const flows: Flow<DeploymentScenario>[] = [
  {
    name: 'a create of the version that runs already',
    end: 'SUCCESS, owner tag of it, version 1: none deployed',
    begin: async (open) => {
      const scenario = await open();
      return { scenario, operation: create(scenario, 1) };
    },
  },
  {
    name: 'a create that deploys',
    end: 'SUCCESS, owner tag of it, version 2: user Succeeded',
    begin: async (open) => {
      const scenario = await open();
      return { scenario, operation: create(scenario, 2) };
    },
  },
  {
    name: 'an update that deploys',
    end: 'SUCCESS, owner tag of it, version 2: user Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open);
      return { scenario, operation: update(scenario, 1, 2) };
    },
  },
  {
    name: 'an update until the traffic is shifted',
    end: 'SUCCESS, owner tag of it, version 2: user Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open, { waits: { termination: 60 } });
      return { scenario, operation: update(scenario, 1, 2, UNTIL_SHIFTED) };
    },
  },
  {
    name: 'an update with a new RedeployToken',
    end: 'SUCCESS, owner tag of it, version 1: user Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open);
      const operation = scenario.operations.begin('UPDATE', {
        properties: scenario.version(1, { RedeployToken: '2' }),
        previousProperties: scenario.version(1, { RedeployToken: '1' }),
        token: 'token-of-the-redeployment',
      });
      return { scenario, operation };
    },
  },
  {
    name: 'an update whose hook fails',
    end: 'NotStabilized, owner tag of it, version 1: user Failed, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open);
      return { scenario, operation: update(scenario, 1, 2, MISSING_HOOK) };
    },
  },
  {
    name: 'an update without hooks before the first success',
    end: 'SUCCESS, owner tag of it, version 2: user Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open);
      return {
        scenario,
        operation: update(scenario, 1, 2, { ...MISSING_HOOK, HookPolicy: 'AFTER_FIRST_SUCCESS' }),
      };
    },
  },
  {
    name: 'an update after the first success, whose hook fails',
    end: 'NotStabilized, owner tag of it, version 2: user Succeeded, user Failed, codeDeployRollback Succeeded',
    begin: async (open) => {
      const more = { ...MISSING_HOOK, HookPolicy: 'AFTER_FIRST_SUCCESS' };
      const scenario = await withResource(open);
      await update(scenario, 1, 2, more).run();
      return { scenario, operation: update(scenario, 2, 3, more) };
    },
  },
  {
    name: 'a stack rollback before the shift',
    end: 'SUCCESS, owner tag of it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await cancelledBeforeShift(open);
      return { scenario, operation: rollBack(scenario) };
    },
  },
  {
    name: 'a stack rollback in the middle of the shift',
    end: 'SUCCESS, owner tag of it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await cancelledMidShift(open);
      return { scenario, operation: rollBack(scenario) };
    },
  },
  {
    name: 'a stack rollback in the termination wait that the update waits for',
    end: 'SUCCESS, owner tag of it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open, { waits: { termination: 60 } });
      await update(scenario, 1, 2).runUntil(hasSeenShift);
      return { scenario, operation: rollBack(scenario) };
    },
  },
  {
    name: 'a stack rollback in the termination wait after the update',
    end: 'SUCCESS, owner tag of it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open, { waits: { termination: 60 } });
      await update(scenario, 1, 2, UNTIL_SHIFTED).run();
      return { scenario, operation: rollBack(scenario, UNTIL_SHIFTED) };
    },
  },
  {
    name: 'a stack rollback that has to deploy',
    end: 'SUCCESS, owner tag of it, version 1: user Succeeded, user Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open);
      await update(scenario, 1, 2).run();
      return { scenario, operation: rollBack(scenario) };
    },
  },
  {
    name: 'a third version in the termination wait',
    end: 'SUCCESS, owner tag of it, version 3: user Succeeded, user Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open, { waits: { termination: 60 } });
      await update(scenario, 1, 2, UNTIL_SHIFTED).run();
      return { scenario, operation: update(scenario, 2, 3, UNTIL_SHIFTED) };
    },
  },
  {
    name: "an update that stops another team's deployment",
    end: 'SUCCESS, owner tag of it, version 2: user Stopped, codeDeployRollback Succeeded, user Succeeded',
    begin: async (open) => {
      const scenario = await busy(open);
      return { scenario, operation: update(scenario, 1, 2, { WhenBusy: 'STOP' }) };
    },
  },
  {
    name: "an update that waits for another team's deployment",
    end: 'SUCCESS, owner tag of it, version 2: user Succeeded, user Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open);
      await scenario.deployByHand(3);
      await scenario.aws.clock.advance(8);
      return { scenario, operation: update(scenario, 1, 2) };
    },
  },
  {
    name: 'an update that reaches its deadline',
    end: 'NotStabilized, owner tag of it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await withResource(open);
      scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
      return { scenario, operation: update(scenario, 1, 2, { TimeoutInMinutes: 3 }) };
    },
  },
  {
    name: 'a delete',
    end: 'SUCCESS, owner tag of none, version 1: none deployed',
    begin: async (open) => {
      const scenario = await withResource(open);
      return { scenario, operation: remove(scenario, 1) };
    },
  },
  {
    name: 'a delete while its own deployment starts',
    end: 'SUCCESS, owner tag of none, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await cancelledBeforeShift(open);
      return { scenario, operation: remove(scenario, 2) };
    },
  },
  {
    name: 'a delete in the middle of the shift',
    end: 'SUCCESS, owner tag of none, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scenario = await cancelledMidShift(open);
      return { scenario, operation: remove(scenario, 2) };
    },
  },
];
