import {
  CloudFormation,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackExists,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { ECS, waitUntilServicesStable } from '@aws-sdk/client-ecs';
import { clientConfiguration } from '#local-aws';
import { startForPrograms, type ProgramAccount } from './programs';

let account: ProgramAccount;
beforeAll(async () => {
  account = await startForPrograms();
});
afterAll(() => account.close());

const TEMPLATE = `
Parameters: { Count: { Type: Number, Default: 1 } }
Resources:
  Cluster: { Type: AWS::ECS::Cluster, Properties: { ClusterName: javascript } }
  Tasks:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: javascript, ContainerDefinitions: [{ Name: web, Image: nginx }] }
  Service:
    Type: AWS::ECS::Service
    Properties: { Cluster: !Ref Cluster, ServiceName: web, TaskDefinition: !Ref Tasks, DesiredCount: !Ref Count }`;
const BAD = 'Resources: { Service: { Type: AWS::ECS::Service, Properties: { TaskDefinition: absent } } }';

test('the waiters of the JavaScript SDK end in the state that they wait for, or with its reason', async () => {
  const client = new CloudFormation(clientConfiguration(account.aws));
  const ecs = new ECS(clientConfiguration(account.aws));
  const limits = { client, maxWaitTime: 60 };
  const stack = { StackName: 'javascript' };
  const states: string[] = [];
  const note = async (waiter: Promise<{ state: string }>) => states.push((await waiter).state);

  await client.createStack({ ...stack, TemplateBody: TEMPLATE });
  await note(waitUntilStackExists(limits, stack));
  await note(waitUntilStackCreateComplete(limits, stack));
  const services = { cluster: 'javascript', services: ['web'] };
  await note(waitUntilServicesStable({ client: ecs, maxWaitTime: 60 }, services));

  const changeSet = { ...stack, ChangeSetName: 'more' };
  const Parameters = [{ ParameterKey: 'Count', ParameterValue: '2' }];
  await client.createChangeSet({ ...changeSet, UsePreviousTemplate: true, Parameters });
  await note(waitUntilChangeSetCreateComplete(limits, changeSet));
  await client.executeChangeSet(changeSet);
  await note(waitUntilStackUpdateComplete(limits, stack));

  await client.createStack({ StackName: 'bad', TemplateBody: BAD });
  await expect(waitUntilStackCreateComplete(limits, { StackName: 'bad' })).rejects.toThrow(
    'ROLLBACK_COMPLETE',
  );

  const { Stacks: [created] = [] } = await client.describeStacks(stack);
  await client.deleteStack(stack);
  await note(waitUntilStackDeleteComplete(limits, { StackName: created?.StackId }));
  expect(states).toEqual(Array.from({ length: 6 }, () => 'SUCCESS'));
  client.destroy();
  ecs.destroy();
});
