import { Move } from './move';
import { ecsDeployment, nativeGroup, service, shop, taskDefinition, type Resources } from './shop';

/* docs/moving-in.md, "A service that names a revision". */

const KEPT = { UpdateReplacePolicy: 'Retain' };

const resources = (named: unknown, attributes: object, version: number): Resources => ({
  TaskDefinition: taskDefinition(version, attributes),
  Service: service({ TaskDefinition: named }),
  Group: nativeGroup(),
});

const REF = { Ref: 'TaskDefinition' };

let move: Move;
beforeEach(async () => {
  move = await Move.start(shop(1, resources(REF, {}, 1)));
});
afterEach(() => move.close());

test("today's ARN stays in the service, and the first release updates only the deployment", async () => {
  const today = move.physicalId('TaskDefinition');
  const moved = (version: number) =>
    shop(version, { ...resources(today, KEPT, version), Deployment: ecsDeployment({ Ref: 'Group' }) });
  expect(await move.update(moved(1))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.deployments).toBe(0);
  expect(move.aws.calls.filter(({ operation }) => operation === 'UpdateService')).toEqual([]);
  expect(move.users.take()).toEqual(['version 1']);

  expect(await move.update(moved(2))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(1);
  expect(move.users.take()).toEqual(['version 1', 'version 2']);
});

test.each([
  ['the new revision', REF],
  ['the family', 'shop'],
])('a release in which the service names %s is refused', async (_, named) => {
  const release = { ...resources(named, KEPT, 2), Deployment: ecsDeployment({ Ref: 'Group' }) };
  expect(await move.update(shop(2, release))).toBe('UPDATE_ROLLBACK_FAILED');
  const reasons = move.stack.events.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n');
  expect(reasons).toContain('Unable to update task definition on services with a CODE_DEPLOY deployment');
  // The way out of docs/moving-in.md: skip the service, then update with the ARN that the service has.
  expect(await move.continueRollback('Service')).toBe('UPDATE_ROLLBACK_COMPLETE');
  const today = move.physicalId('TaskDefinition');
  const again = { ...resources(today, KEPT, 2), Deployment: ecsDeployment({ Ref: 'Group' }) };
  expect(await move.update(shop(2, again))).toBe('UPDATE_COMPLETE');
  expect(move.users.take()).toEqual(['version 1', 'version 2']);
});
