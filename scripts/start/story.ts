import { join } from 'node:path';
import type { Story } from '#local-aws';
import { ROOT } from '../types';

/** The life of a stack of the example, which `npm start` runs and checks. */
export const STORY: Story = {
  template: join(ROOT, 'examples', 'blue-green.yaml'),
  steps: [
    {
      title: 'Create the stack with version 1',
      parameters: {},
      status: 'CREATE_COMPLETE',
      answer: 'ok from version 1',
      deployments: 0,
    },
    {
      title: 'Release version 2: its hook tests it, then traffic moves',
      parameters: { Version: '2' },
      status: 'UPDATE_COMPLETE',
      answer: 'ok from version 2',
      deployments: 1,
    },
    {
      title: 'Release version 3, which answers wrongly: its hook refuses it',
      parameters: { Version: '3', Answer: 'broken' },
      status: 'UPDATE_ROLLBACK_COMPLETE',
      answer: 'ok from version 2',
      deployments: 1,
    },
    {
      title: 'Release version 4-beta, while another resource of the stack fails after the deployment',
      parameters: { Version: '4-beta' },
      status: 'UPDATE_ROLLBACK_COMPLETE',
      answer: 'ok from version 2',
      deployments: 2,
    },
    {
      title: 'Delete the stack',
      parameters: undefined,
      status: 'DELETE_COMPLETE',
      answer: undefined,
      deployments: 0,
    },
  ],
};
