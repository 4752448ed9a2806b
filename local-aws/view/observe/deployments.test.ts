import type { RunEvent } from '../events';
import { Changes } from './changes';
import { Deployments } from './deployments';
import type { Read } from './read';

const content = JSON.stringify({ version: 0, Resources: [], Hooks: [{ AfterInstall: 'smoke-test' }] });
const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;

/** The hooks that an observer names for one deployment, whose events have all succeeded. */
async function hooksOf(creator: 'user' | 'codeDeployRollback') {
  const answers = {
    'codedeploy:ListDeployments': { deployments: ['d-1'] },
    'codedeploy:GetDeployment': { deploymentInfo: { status: 'Succeeded', creator, revision } },
    'codedeploy:GetApplicationRevision': { revision },
    'codedeploy:GetDeploymentTarget': {
      deploymentTarget: {
        ecsTarget: { lifecycleEvents: [{ lifecycleEventName: 'AfterInstall', status: 'Succeeded' }] },
      },
    },
  };
  const read = ((name: keyof typeof answers) => Promise.resolve(answers[name])) as Read;
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => void events.push(event);
  const name = { application: 'shop', group: 'web' };
  await new Deployments(read, emit, new Changes(), name, 0).observe(0, 'cluster:web', true);
  return events.flatMap((event) => (event.kind === 'lifecycle' ? [event.hook] : []));
}

test('a lifecycle event has its hook, but not in a rollback, which calls none', async () => {
  expect(await hooksOf('user')).toEqual(['smoke-test']);
  expect(await hooksOf('codeDeployRollback')).toEqual([undefined]);
});
