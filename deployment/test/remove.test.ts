import { DeleteDeploymentGroupCommand, ListTagsForResourceCommand } from '@aws-sdk/client-codedeploy';
import { given, GROUP, type Given, type GivenOptions } from './given';

let scene: Given;
afterEach(() => scene.aws.close());

async function created(options: GivenOptions = {}): Promise<Given> {
  scene = await given(options);
  await scene.operations.create(scene.version(1));
  return scene;
}

async function tags() {
  const { aws, service } = scene;
  const ResourceArn = `arn:aws:codedeploy:${aws.region}:${aws.accountId}:deploymentgroup:${service.applicationName}/${GROUP}`;
  const { Tags } = await scene.codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn }));
  return Tags ?? [];
}

async function cancelledUpdate(pattern: RegExp) {
  const chain = scene.operations.begin('UPDATE', {
    properties: scene.version(2),
    previousProperties: scene.version(1),
  });
  await chain.runUntil(({ message }) => pattern.test(message));
}

test('a delete takes the tag off the group and touches nothing else', async () => {
  await created();
  expect(await tags()).toHaveLength(1);
  const { answer, calls } = await scene.operations.delete(scene.version(1));
  expect(answer).toEqual({ status: 'SUCCESS', message: '', callbackDelaySeconds: 0 });
  expect(calls).toEqual([
    'GetDeploymentGroup',
    'ListTagsForResource',
    'ListDeployments',
    'UntagResource',
    'ListDeployments',
  ]);
  expect(await tags()).toEqual([]);
  expect(await scene.live()).toBe(1);
});

test('after a delete there is nothing to delete, read or update', async () => {
  await created();
  await scene.operations.delete(scene.version(1));
  for (const { answer } of [
    await scene.operations.delete(scene.version(1)),
    await scene.operations.read(scene.version(1)),
    await scene.operations.update(scene.version(1), scene.version(2)),
  ])
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
});

test('a delete without the group is NotFound', async () => {
  await created();
  const { applicationName } = scene.service;
  await scene.codeDeploy.send(
    new DeleteDeploymentGroupCommand({ applicationName, deploymentGroupName: GROUP }),
  );
  const { answer } = await scene.operations.delete(scene.version(1));
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
});

test('our own deployment is stopped with rollback before the tag goes', async () => {
  await created();
  await cancelledUpdate(/is InProgress/);
  const { answer, calls } = await scene.operations.delete(scene.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(calls.filter((call) => call === 'StopDeployment')).toHaveLength(1);
  expect((await scene.deployments()).map(({ status }) => status)).toEqual(['Stopped', 'Succeeded']);
  expect(await tags()).toEqual([]);
  expect(await scene.live()).toBe(1);
});

test('our own deployment in its termination wait is left alone', async () => {
  await created({ terminationWait: 60 });
  await cancelledUpdate(/all traffic is shifted/);
  const { answer, calls } = await scene.operations.delete(scene.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('StopDeployment');
  expect((await scene.deployments()).map(({ status }) => status)).toEqual(['InProgress']);
});

test("somebody else's deployment is left alone", async () => {
  await created();
  await scene.deployByHand(2);
  await scene.aws.clock.advance(20);
  const { answer, calls } = await scene.operations.delete(scene.version(1));
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('StopDeployment');
});

test('a rollback is waited for, never stopped', async () => {
  await created();
  await cancelledUpdate(/is InProgress/);
  const [deployment] = await scene.deployments();
  await scene.stopByHand(deployment!.deploymentId!);
  while ((await scene.deployments()).length < 2) await scene.aws.clock.advance(1);
  const { answer, calls } = await scene.operations.delete(scene.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('StopDeployment');
  expect(await scene.live()).toBe(1);
});
