import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { operationsOf, startScenario, type Scenario } from '#test-kit';
import type { Entrypoint } from '../runtime/entrypoint';
import { packedTypes } from './stacks/scenario/packages';

const HOURS = 35;

/** An operator approves the deployment this long after its start. */
const APPROVED_AFTER_HOURS = 34.5;

// Thousands of polls over HTTP.
jest.setTimeout(20 * 60_000);

let scenario: Scenario;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'long-operation-'));
  scenario = await startScenario({ waits: { ready: 48 * 60 } });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await scenario.close();
});

/** The packaged code of EcsDeployment, away from this project's node_modules. */
async function loadPackage(): Promise<Entrypoint> {
  const zips = await packedTypes();
  const zip = zips.find((each) => Buffer.from(unzipSync(each)['schema.json']!).includes('EcsDeployment"'));
  const { 'dist/handlers.js': code } = unzipSync(unzipSync(zip!)['ResourceProvider.zip']!);
  const file = join(folder, 'handlers.js');
  writeFileSync(file, code!);
  return jest.requireActual<{ entrypoint: Entrypoint }>(file).entrypoint;
}

test('an update waits almost 35 hours for an approval, with a context and a memory that do not grow', async () => {
  const { aws, group, service } = scenario;
  const properties = (version: number) => ({
    ...groupProperties(),
    TaskDefinition: service.taskDefinitions[version - 1],
  });
  const groupProperties = () => ({
    ApplicationName: group.applicationName,
    DeploymentGroupName: group.deploymentGroupName,
  });
  const operations = operationsOf(aws, await loadPackage(), { logicalResourceId: 'Deployment' });
  await operations.create(properties(1));
  const operation = operations.begin('UPDATE', {
    properties: properties(2),
    previousProperties: properties(1),
  });

  const startedAt = aws.clock.now();
  const hours = () => (aws.clock.now() - startedAt) / 3_600_000;
  let invocations = 0;
  let approved = false;
  let longestContext = 0;
  const heap: number[] = [];
  let answer = await operation.step();
  while (answer.status === 'IN_PROGRESS' && hours() < HOURS) {
    longestContext = Math.max(longestContext, JSON.stringify(answer.callbackContext).length);
    if (!approved && hours() > APPROVED_AFTER_HOURS) {
      approved = true;
      await scenario.approve((await scenario.deployments()).at(-1)!.deploymentId!);
    }
    await operation.wait();
    answer = await operation.step();
    invocations++;
    operation.answers.splice(0, operation.answers.length - 1);
    if (invocations % 500 === 0) {
      // What the test itself remembers does not count.
      aws.calls.length = 0;
      heap.push(process.memoryUsage().heapUsed);
    }
  }
  if (process.env.FIGURES)
    console.log({
      hours: hours(),
      invocations,
      longestContext,
      heapMegabytes: heap.map((bytes) => Math.round(bytes / 1e6)),
    });
  expect(answer.status).toBe('SUCCESS');
  expect(hours()).toBeGreaterThan(APPROVED_AFTER_HOURS);
  // One poll a minute while nothing can happen, and a few more at its beginning and end.
  expect(invocations).toBeLessThan(HOURS * 60 * 1.1);
  expect(longestContext).toBeLessThan(1_000);
  const middle = heap.slice(2, 5);
  expect(Math.min(...heap.slice(-3))).toBeLessThan(Math.max(...middle) + 100e6);
});
