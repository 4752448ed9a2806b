import { readFileSync } from 'node:fs';
import { openAccount, tellStory } from '#local-aws';
import { bundle } from '../bundle';
import { RESOURCE_TYPES, ROOT } from '../types';
import { STORY } from './story';

/** Moments of the release of version 2, which begins at 00:03:35. Its traffic begins to move at 00:05:41. */
const moment = (minutes: number, seconds: number): number =>
  Date.UTC(2026, 0, 1) + (minutes * 60 + seconds) * 1000;

test('a story fails when users get an error, or a version that CodeDeploy has not let in', async () => {
  const types = (await Promise.all(RESOURCE_TYPES.map(bundle))).map(({ zip }) => zip);
  const account = await openAccount({ types, modules: [ROOT] });
  const { clock, loadBalancing } = account.aws;
  const targetGroup = (logicalId: string): string =>
    account.cloudFormation.physicalId(account.cloudFormation.getStack('blue-green'), logicalId);
  // A target that answers with errors, and that the load balancer counts as healthy all the same.
  const broken = { id: '10.9.9.9', port: 80, answer: () => ({ status: 500, headers: {}, body: 'broken' }) };
  clock.at(moment(4, 0), () => {
    loadBalancing.targets.register(targetGroup('BlueTargetGroup'), broken);
    loadBalancing.targets.setHealth(targetGroup('BlueTargetGroup'), broken.id, 'healthy');
  });
  clock.at(moment(4, 5), () => {
    loadBalancing.targets.deregister(targetGroup('BlueTargetGroup'), broken.id);
  });
  // The replacement gets users before the hook has tested it.
  const shares = (blue: number, green: number): void => {
    const [arn, weights] = [
      targetGroup('ProductionListener'),
      { BlueTargetGroup: blue, GreenTargetGroup: green },
    ];
    const inOrder = Object.entries(weights).map(([name, weight]) => ({
      targetGroupArn: targetGroup(name),
      weight,
    }));
    loadBalancing.routing.setWeights(arn, inOrder);
  };
  clock.at(moment(5, 39.5), () => {
    shares(50, 50);
  });
  clock.at(moment(5, 40), () => {
    shares(100, 0);
  });
  const template = readFileSync(STORY.template, 'utf8');
  const story = { ...STORY, steps: STORY.steps.slice(0, 2) };
  const options = { stackName: 'blue-green', speed: undefined };
  const ends = await tellStory(account, story, template, options, () => undefined);
  await account.close();
  expect(ends.map(({ problems }) => problems)).toEqual([
    [],
    [
      expect.stringMatching(/^At 00:04:00, \d+ of 20 users got errors 500; CodeDeploy allowed version 1\.$/),
      'At 00:05:39, 10 of 20 users got version 2; CodeDeploy allowed version 1.',
    ],
  ]);
});
