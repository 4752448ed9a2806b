import { entrypoint } from '../../deployment/src/handlers';
import { listAll, openGroups } from './list';

const APPLICATIONS = 12;

test('a page of LIST is one application: three calls, and one for each of its groups', async () => {
  const aws = await openGroups({ applications: APPLICATIONS, groupsEach: 10 });
  const { pages, listed, calls, mostCallsOfAPage } = await listAll(aws, entrypoint);
  await aws.close();
  expect(listed).toBe(10 * APPLICATIONS);
  expect(pages).toBe(APPLICATIONS);
  expect(mostCallsOfAPage).toBe(13);
  expect(calls).toBe(13 * APPLICATIONS);
});

test('a page succeeds although CodeDeploy throttles each of its calls once', async () => {
  const aws = await openGroups({ applications: 1, groupsEach: 10 });
  const throttled = new Set<string>();
  aws.faults.throttle({
    service: 'codedeploy',
    when: (input, { operation }) => {
      const call = operation + JSON.stringify(input);
      return !throttled.has(call) && throttled.add(call).size > 0;
    },
  });
  const { listed } = await listAll(aws, entrypoint);
  await aws.close();
  expect(listed).toBe(10);
});
