import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStackCommand,
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { accountPerTest } from '../fixtures/account';
import { allow, deny } from '../fixtures/policy-statements';
import { thingTemplate } from '../fixtures/things';

const account = accountPerTest();
const StackName = 'shop';

const policy = (...Statement: object[]) => JSON.stringify({ Statement });
const DENIES_A = policy(allow(), deny({ Resource: 'LogicalResourceId/A' }));

test('an update that the policy of the stack denies is rolled back, and one during which it is lifted is not', async () => {
  const stack = await account.create(thingTemplate({ A: {}, B: {} }));
  await account.client.send(new SetStackPolicyCommand({ StackName, StackPolicyBody: DENIES_A }));
  expect(await account.client.send(new GetStackPolicyCommand({ StackName }))).toMatchObject({
    StackPolicyBody: DENIES_A,
  });

  const wanted = thingTemplate({ A: { Color: 'blue' }, B: { Color: 'blue' } });
  await account.update(stack, wanted);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stack.events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
    'Action denied by stack policy: Statement [#2] does not allow [Update:Modify] for resource [LogicalResourceId/A]',
  );
  expect(account.calls()).not.toContain('UPDATE A');

  await account.update(stack, thingTemplate({ B: {} }));
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([...stack.resources.keys()]).toEqual(['A', 'B']);

  await account.client.send(
    new UpdateStackCommand({ StackName, TemplateBody: wanted, StackPolicyDuringUpdateBody: policy(allow()) }),
  );
  await account.settle();
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(account.calls()).toContain('UPDATE A');
  expect(stack.policy?.text).toBe(DENIES_A);
});

test('a policy may come with the creation, from S3', async () => {
  const s3 = new S3Client({ ...clientConfiguration(account.aws), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'policies' }));
  await s3.send(new PutObjectCommand({ Bucket: 'policies', Key: 'a.json', Body: DENIES_A }));
  s3.destroy();
  const TemplateBody = thingTemplate({ A: {} });
  const create = (StackPolicyURL: string) =>
    account.client.send(new CreateStackCommand({ StackName, TemplateBody, StackPolicyURL }));
  await expect(create('https://example.com/a.json')).rejects.toThrow('cannot be read');
  await create('https://policies.s3.us-east-1.amazonaws.com/a.json');
  const stack = await account.settle();
  await account.update(stack, thingTemplate({ A: { Color: 'blue' } }));
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('rollback triggers are refused, not ignored', async () => {
  const RollbackConfiguration = { RollbackTriggers: [{ Arn: 'arn:alarm', Type: 'AWS::CloudWatch::Alarm' }] };
  const TemplateBody = thingTemplate({ A: {} });
  await expect(
    account.client.send(new CreateStackCommand({ StackName, TemplateBody, RollbackConfiguration })),
  ).rejects.toThrow('the local AWS has no rollback triggers');
});
