import type { Flow } from '../../tests/kit/disturbance-matrix';
import {
  back,
  busy,
  cancelledBeforeTheShift,
  cancelledMidShift,
  created,
  missingHook,
  remove,
  says,
  shifted,
  update,
} from './disturbed-scene';
import type { Given } from './given';

export const flows: Flow<Given>[] = [
  {
    name: 'a create that finds what is wanted',
    end: 'SUCCESS, marked by it, version 1: none deployed',
    begin: async (open) => {
      const scene = await open();
      return { scene, chain: scene.operations.begin('CREATE', { properties: scene.version(1), token: 'c' }) };
    },
  },
  {
    name: 'a create that deploys',
    end: 'SUCCESS, marked by it, version 2: user Succeeded',
    begin: async (open) => {
      const scene = await open();
      return { scene, chain: scene.operations.begin('CREATE', { properties: scene.version(2), token: 'c' }) };
    },
  },
  {
    name: 'an update that deploys',
    end: 'SUCCESS, marked by it, version 2: user Succeeded',
    begin: async (open) => {
      const scene = await created(open);
      return { scene, chain: update(scene, 1, 2) };
    },
  },
  {
    name: 'an update until the traffic is shifted',
    end: 'SUCCESS, marked by it, version 2: user Succeeded',
    begin: async (open) => {
      const scene = await created(open, { terminationWait: 60 });
      return { scene, chain: update(scene, 1, 2, shifted) };
    },
  },
  {
    name: 'an update with a new RedeployToken',
    end: 'SUCCESS, marked by it, version 1: user Succeeded',
    begin: async (open) => {
      const scene = await created(open);
      const chain = scene.operations.begin('UPDATE', {
        properties: scene.version(1, { RedeployToken: '2' }),
        previousProperties: scene.version(1, { RedeployToken: '1' }),
        token: 'token-of-the-redeployment',
      });
      return { scene, chain };
    },
  },
  {
    name: 'an update whose hook fails',
    end: 'NotStabilized, marked by it, version 1: user Failed, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await created(open);
      return { scene, chain: update(scene, 1, 2, missingHook) };
    },
  },
  {
    name: 'an update without hooks before the first success',
    end: 'SUCCESS, marked by it, version 2: user Succeeded',
    begin: async (open) => {
      const scene = await created(open);
      return { scene, chain: update(scene, 1, 2, { ...missingHook, HookPolicy: 'AFTER_FIRST_SUCCESS' }) };
    },
  },
  {
    name: 'an update after the first success, whose hook fails',
    end: 'NotStabilized, marked by it, version 2: user Succeeded, user Failed, codeDeployRollback Succeeded',
    begin: async (open) => {
      const more = { ...missingHook, HookPolicy: 'AFTER_FIRST_SUCCESS' };
      const scene = await created(open);
      await update(scene, 1, 2, more).run();
      return { scene, chain: update(scene, 2, 3, more) };
    },
  },
  {
    name: 'a way back before the shift',
    end: 'SUCCESS, marked by it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await cancelledBeforeTheShift(open);
      return { scene, chain: back(scene) };
    },
  },
  {
    name: 'a way back in the middle of the shift',
    end: 'SUCCESS, marked by it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await cancelledMidShift(open);
      return { scene, chain: back(scene) };
    },
  },
  {
    name: 'a way back in the termination wait that the update waits for',
    end: 'SUCCESS, marked by it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await created(open, { terminationWait: 60 });
      await update(scene, 1, 2).runUntil(says(/all traffic is shifted/));
      return { scene, chain: back(scene) };
    },
  },
  {
    name: 'a way back in the termination wait after the update',
    end: 'SUCCESS, marked by it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await created(open, { terminationWait: 60 });
      await update(scene, 1, 2, shifted).run();
      return { scene, chain: back(scene, shifted) };
    },
  },
  {
    name: 'a way back that has to deploy',
    end: 'SUCCESS, marked by it, version 1: user Succeeded, user Succeeded',
    begin: async (open) => {
      const scene = await created(open);
      await update(scene, 1, 2).run();
      return { scene, chain: back(scene) };
    },
  },
  {
    name: 'a third version in the termination wait',
    end: 'SUCCESS, marked by it, version 3: user Succeeded, user Succeeded',
    begin: async (open) => {
      const scene = await created(open, { terminationWait: 60 });
      await update(scene, 1, 2, shifted).run();
      return { scene, chain: update(scene, 2, 3, shifted) };
    },
  },
  {
    name: "an update that stops somebody else's deployment",
    end: 'SUCCESS, marked by it, version 2: user Stopped, codeDeployRollback Succeeded, user Succeeded',
    begin: async (open) => {
      const scene = await busy(open);
      return { scene, chain: update(scene, 1, 2, { WhenBusy: 'STOP' }) };
    },
  },
  {
    name: "an update that waits for somebody else's deployment",
    end: 'SUCCESS, marked by it, version 2: user Succeeded, user Succeeded',
    begin: async (open) => {
      const scene = await created(open);
      await scene.deployByHand(3);
      await scene.aws.clock.advance(8);
      return { scene, chain: update(scene, 1, 2) };
    },
  },
  {
    name: 'an update that runs out of time',
    end: 'NotStabilized, marked by it, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await created(open);
      scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
      return { scene, chain: update(scene, 1, 2, { TimeoutInMinutes: 3 }) };
    },
  },
  {
    name: 'a delete',
    end: 'SUCCESS, marked by nobody, version 1: none deployed',
    begin: async (open) => {
      const scene = await created(open);
      return { scene, chain: remove(scene, 1) };
    },
  },
  {
    name: 'a delete while our deployment starts',
    end: 'SUCCESS, marked by nobody, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await cancelledBeforeTheShift(open);
      return { scene, chain: remove(scene, 2) };
    },
  },
  {
    name: 'a delete in the middle of the shift',
    end: 'SUCCESS, marked by nobody, version 1: user Stopped, codeDeployRollback Succeeded',
    begin: async (open) => {
      const scene = await cancelledMidShift(open);
      return { scene, chain: remove(scene, 2) };
    },
  },
];
