import {
  CancelResourceRequestCommand,
  CloudControlClient,
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  ListResourcesCommand,
  UpdateResourceCommand,
  type ProgressEvent,
} from '@aws-sdk/client-cloudcontrol';
import { clientConfiguration } from '#local-aws';
import type { Properties } from '#test-kit';
import { StackScenario } from './scenario/stack-scenario';
import { waits } from './scenario/template';

const TypeName = 'Org::CodeDeploy::EcsDeployment';

let scenario: StackScenario;
let client: CloudControlClient;
let Identifier: string;
beforeEach(async () => {
  scenario = await StackScenario.start();
  client = new CloudControlClient({ ...clientConfiguration(scenario.aws), maxAttempts: 1 });
  await scenario.create();
  const { applicationName, deploymentGroupName } = await scenario.group();
  Identifier = `${applicationName}|${deploymentGroupName}`;
});
afterEach(async () => {
  client.destroy();
  await scenario.close();
});

async function update(...operations: Properties[]): Promise<ProgressEvent> {
  const PatchDocument = JSON.stringify(operations);
  const answer = await client.send(new UpdateResourceCommand({ TypeName, Identifier, PatchDocument }));
  return answer.ProgressEvent!;
}

const toVersion = (version: 1 | 2 | 3): Properties => ({
  op: 'replace',
  path: '/TaskDefinition',
  value: scenario.service.taskDefinitions[version - 1],
});

async function status({ RequestToken }: ProgressEvent): Promise<ProgressEvent> {
  const { ProgressEvent } = await client.send(new GetResourceRequestStatusCommand({ RequestToken }));
  return ProgressEvent!;
}

/** Asks each time that the last answer says, as a pipeline does. */
async function follow(event: ProgressEvent): Promise<{ end: ProgressEvent; messages: string[] }> {
  const messages: string[] = [];
  let last = event;
  while (last.OperationStatus === 'IN_PROGRESS') {
    await scenario.wait(Math.max(1, ((last.RetryAfter?.getTime() ?? 0) - scenario.aws.clock.now()) / 1000));
    last = await status(event);
    if (last.StatusMessage && last.StatusMessage !== messages.at(-1)) messages.push(last.StatusMessage);
  }
  return { end: last, messages };
}

async function live(): Promise<Properties> {
  const { ResourceDescription } = await client.send(new GetResourceCommand({ TypeName, Identifier }));
  return JSON.parse(ResourceDescription?.Properties ?? '{}') as Properties;
}

test('a patch of TaskDefinition is a deployment, with its progress', async () => {
  await scenario.update({ group: waits({ termination: 10 }) });
  const { end, messages } = await follow(await update(toVersion(2)));
  expect(end).toMatchObject({ Identifier, Operation: 'UPDATE', OperationStatus: 'SUCCESS' });
  expect(messages.map((message) => message.replace(/d-\w+/, 'd-…'))).toEqual([
    'Deployment d-… was started.',
    'Deployment d-… is InProgress.',
    'Deployment d-… is InProgress, all traffic is shifted.',
  ]);
  expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
  expect(await scenario.answer()).toBe('version 2');
  expect(await live()).toMatchObject({ TaskDefinition: scenario.service.taskDefinitions[1] });
  // The stack still has version 1: this is drift, and its next update that changes nothing deploys nothing.
  expect(await scenario.drift()).toContain('Deployment MODIFIED TaskDefinition');
});

test('a patch that changes nothing deploys nothing, although READ has no write-only properties', async () => {
  await scenario.update({ version: 2, deployment: { RedeployToken: 'first', WhenBusy: 'STOP' } });
  const before = await scenario.deployments();
  for (const operations of [[], [toVersion(2)], [{ op: 'add', path: '/WhenBusy', value: 'WAIT' }]]) {
    const { end } = await follow(await update(...operations));
    expect(end).toMatchObject({ OperationStatus: 'SUCCESS' });
  }
  expect(await scenario.deployments()).toEqual(before);
});

test('a patch of RedeployToken deploys the same version once more, and only once', async () => {
  const redeploy = { op: 'add', path: '/RedeployToken', value: 'again' };
  for (const operations of [[redeploy], [redeploy]]) {
    const { end } = await follow(await update(...operations));
    expect(end).toMatchObject({ OperationStatus: 'SUCCESS' });
  }
  expect(await scenario.deployments()).toEqual(['version 1 Succeeded']);
});

test('after a cancelled request the deployment goes on, and the next request takes over', async () => {
  await scenario.update({ version: 1, group: waits({ ready: 60 }) });
  const request = await update(toVersion(2));
  await scenario.untilDeployment('installing');
  const { RequestToken } = request;
  await client.send(new CancelResourceRequestCommand({ RequestToken }));
  await scenario.wait(1);
  expect(await status(request)).toMatchObject({ OperationStatus: 'CANCEL_COMPLETE', Identifier });
  await scenario.untilDeployment('ready wait');
  expect(await scenario.deployments()).toEqual(['version 2 Ready']);

  const { end } = await follow(await update(toVersion(1)));
  expect(end).toMatchObject({ OperationStatus: 'SUCCESS' });
  expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
  expect(await scenario.answer()).toBe('version 1');
});

test('a failed deployment is a failed request, whose text says what happened', async () => {
  const wrong = { ...toVersion(2), value: scenario.service.taskDefinitions[1].replace(/:2$/, ':99') };
  const { end } = await follow(await update(wrong));
  expect(end).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: 'InvalidRequest' });
  expect(end.StatusMessage).toMatchInlineSnapshot(
    `"The task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:99 does not exist. Correct TaskDefinition: it names a revision in this account and region. [TaskDefinitionMissing]"`,
  );
  await expect(update({ op: 'replace', path: '/ApplicationName', value: 'other' })).rejects.toMatchObject({
    name: 'NotUpdatableException',
  });
  await expect(update({ op: 'replace', path: '/Hooks', value: {} })).rejects.toThrow('use "add"');
  await expect(update({ op: 'replace', path: '/TaskDefinition', value: '' })).rejects.toThrow(
    'Model validation failed (#/TaskDefinition: failed validation constraint for keyword',
  );
  expect(await scenario.deployments()).toEqual([]);
});

test('the resource of a stack stays: only the stack deletes it', async () => {
  const { ProgressEvent: event } = await client.send(new DeleteResourceCommand({ TypeName, Identifier }));
  const { end } = await follow(event!);
  expect(end).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: 'NotFound' });
  expect(end.StatusMessage).toContain('of another owner, declared as shop/Deployment. It stays as it is.');
  expect(await live()).toMatchObject({ TaskDefinition: scenario.service.taskDefinitions[0] });
});

test('a resource without a stack is created, listed, changed and deleted', async () => {
  await scenario.update({ resources: { Deployment: undefined } });
  await expect(live()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(update(toVersion(2))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

  const [ApplicationName, DeploymentGroupName] = Identifier.split('|');
  const TaskDefinition = scenario.service.taskDefinitions[2];
  const DesiredState = JSON.stringify({ ApplicationName, DeploymentGroupName, TaskDefinition });
  const { ProgressEvent: created } = await client.send(new CreateResourceCommand({ TypeName, DesiredState }));
  expect((await follow(created!)).end).toMatchObject({ OperationStatus: 'SUCCESS', Identifier });
  expect(await scenario.answer()).toBe('version 3');
  const { ResourceDescriptions } = await client.send(new ListResourcesCommand({ TypeName }));
  expect(ResourceDescriptions?.map((each) => each.Identifier)).toEqual([Identifier]);
  expect((await follow(await update(toVersion(2)))).end).toMatchObject({ OperationStatus: 'SUCCESS' });
  expect(await scenario.answer()).toBe('version 2');

  const { ProgressEvent: deleted } = await client.send(new DeleteResourceCommand({ TypeName, Identifier }));
  expect((await follow(deleted!)).end).toMatchObject({ OperationStatus: 'SUCCESS' });
  await expect(live()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(await scenario.answer()).toBe('version 2');
});
