import { join } from 'node:path';
import type { Story } from '#local-aws';
import { ROOT } from '../types';

/** The life of a stack of the example, which `npm start` runs and checks. */
export const STORY: Story = {
  template: join(ROOT, 'examples', 'blue-green.yaml'),
  introduction: [
    'Runs examples/blue-green.yaml on a local AWS. Nothing reaches AWS.',
    'Times are virtual: hours, minutes and seconds since the start.',
  ],
  listener: 'ProductionListener',
  nameOf: (answer) => answer.replace(/^ok from /, ''),
  steps: [
    {
      name: 'Create with version 1',
      about: 'the service starts with it, so nothing is deployed.',
      parameters: {},
      status: 'CREATE_COMPLETE',
      answer: 'ok from version 1',
      deployments: 0,
    },
    {
      name: 'Release version 2',
      about: 'a hook tests it through the test listener, then the traffic moves.',
      parameters: { Version: '2' },
      status: 'UPDATE_COMPLETE',
      answer: 'ok from version 2',
      deployments: 1,
    },
    {
      name: 'Refuse version 3',
      about: 'it answers wrongly, so the hook fails the deployment.',
      parameters: { Version: '3', Answer: 'broken' },
      status: 'UPDATE_ROLLBACK_COMPLETE',
      answer: 'ok from version 2',
      deployments: 1,
    },
    {
      name: 'Cancel version 4',
      about:
        'an operator cancels the update while the traffic moves. The old tasks still run, so users get version 2 back in seconds.',
      parameters: { Version: '4' },
      cancelAtPercent: 40,
      status: 'UPDATE_ROLLBACK_COMPLETE',
      answer: 'ok from version 2',
      deployments: 1,
    },
    {
      name: 'Undo version 5-beta',
      about:
        'another resource fails after the deployment. The old tasks are gone, so the rollback deploys version 2 again, all at once.',
      isBrief: true,
      parameters: { Version: '5-beta' },
      status: 'UPDATE_ROLLBACK_COMPLETE',
      answer: 'ok from version 2',
      deployments: 2,
    },
    {
      name: 'Delete the stack',
      about: 'and with it all that it created.',
      parameters: undefined,
      status: 'DELETE_COMPLETE',
      answer: undefined,
      deployments: 0,
    },
  ],
};
