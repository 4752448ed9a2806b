import { startLocalAws, type LocalAws } from '../../../local-aws';
import { CloudFormation } from '../../cloudformation';
import type { Stack } from '../../stacks/stack';

let aws: LocalAws;
let cloudFormation: CloudFormation;
beforeEach(async () => {
  aws = await startLocalAws();
  cloudFormation = new CloudFormation(aws);
});
afterEach(async () => {
  await cloudFormation.close();
  await aws.close();
});

async function create(template: string, stackName = 'shop'): Promise<Stack> {
  const stack = await cloudFormation.createStack({ stackName, template });
  await cloudFormation.settle(stack);
  return stack;
}

const valuesOf = ({ outputs }: Stack) =>
  Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));

const TEMPLATE = `
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: orders, DelaySeconds: '5' } }
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  Address: { Type: AWS::EC2::EIP }
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: { Version: '2012-10-17' } } }
  Images: { Type: AWS::ECR::Repository, Properties: { RepositoryName: web } }
  Metadata: { Type: AWS::CDK::Metadata, Properties: { Analytics: v2:deflate64:H4s } }
  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }
Outputs:
  QueueUrl: { Value: !Ref Queue }
  QueueArn: { Value: !GetAtt Queue.Arn }
  Vpc: { Value: !Ref Vpc }
  VpcBlock: { Value: !GetAtt Vpc.CidrBlock }
  Group: { Value: !GetAtt Vpc.DefaultSecurityGroup }
  Subnet: { Value: !Ref Subnet }
  Address: { Value: !Ref Address }
  Key: { Value: !Ref Key }
  KeyArn: { Value: !GetAtt Key.Arn }
  Images: { Value: !Ref Images }
  ImagesUri: { Value: !GetAtt Images.RepositoryUri }
  Handle: { Value: !Ref Handle }`;

test('a type without behaviour has identifiers and attributes that look as AWS’s, the same in every run', async () => {
  const stack = await create(TEMPLATE);
  expect(stack.status).toBe('CREATE_COMPLETE');
  const hex = (length: number) => `[0-9a-f]{${length}}`;
  const expected: Record<string, RegExp> = {
    QueueUrl: /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/123456789012\/shop-Queue-[A-Z0-9]{12}$/,
    QueueArn: /^arn:aws:sqs:us-east-1:123456789012:orders$/,
    Vpc: RegExp(`^vpc-${hex(17)}$`),
    VpcBlock: /^10\.0\.0\.0\/16$/,
    Group: RegExp(`^sg-${hex(17)}$`),
    Subnet: RegExp(`^subnet-${hex(17)}$`),
    Address: /^10\.0\.\d+\.\d+$/,
    Key: RegExp(`^${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}$`),
    KeyArn: RegExp(`^arn:aws:kms:us-east-1:123456789012:key/${hex(8)}-`),
    Images: /^web$/,
    ImagesUri: /^123456789012\.dkr\.ecr\.us-east-1\.amazonaws\.com\/web$/,
    Handle: /^https:\/\//,
  };
  const values = valuesOf(stack);
  for (const [name, pattern] of Object.entries(expected)) expect(values[name]).toMatch(pattern);
  expect(values.KeyArn).toContain(values.Key);

  const other = await startLocalAws();
  const engine = new CloudFormation(other);
  const again = await engine.createStack({ stackName: 'shop', template: TEMPLATE });
  await engine.settle(again);
  expect(valuesOf(again)).toEqual(values);
  await engine.close();
  await other.close();
});

test('an update keeps the identifier, and a changed create-only property makes a new resource', async () => {
  const queue = (name: string, delay: number) =>
    `Resources: { Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: ${name}, DelaySeconds: ${delay} } } }`;
  const stack = await create(queue('orders', 1));
  const first = cloudFormation.physicalId(stack, 'Queue');
  await cloudFormation.updateStack({ stackName: 'shop', template: queue('orders', 2) });
  await cloudFormation.settle(stack);
  expect(cloudFormation.physicalId(stack, 'Queue')).toBe(first);
  await cloudFormation.updateStack({ stackName: 'shop', template: queue('returns', 2) });
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(cloudFormation.physicalId(stack, 'Queue')).not.toBe(first);
});

test('properties and attributes are checked against the specification', async () => {
  await expect(
    create(`
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { Name: orders } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [], StreamSpecification: { View: NEW } } }
  Trail: { Type: AWS::DynamoDB::Table }`),
  ).rejects.toThrow(
    [
      'Resources.Queue.Properties.Name: AWS::SQS::Queue has no property Name',
      'Resources.Table.Properties.StreamSpecification.View: AWS::DynamoDB::Table has no property StreamSpecification.View',
      'Resources.Trail.Properties: AWS::DynamoDB::Table needs the property KeySchema',
    ].join('\n'),
  );
  await expect(
    create('Resources: { Q: { Type: AWS::SQS::Queue } }\nOutputs: { O: { Value: !GetAtt Q.Size } }'),
  ).rejects.toThrow('Requested attribute Size does not exist in schema for AWS::SQS::Queue');
  const stack = await create(
    'Resources: { Q: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: soon } } }',
  );
  expect(stack.events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
    'Properties validation failed for resource Q with message:\n#/DelaySeconds: expected type: Number, found: String',
  );
});

test('a strict account refuses them', async () => {
  const strict = new CloudFormation(aws, { standIns: 'refused' });
  const template = 'Resources: { Queue: { Type: AWS::SQS::Queue } }';
  await expect(strict.createStack({ stackName: 'strict', template })).rejects.toThrow(
    'Resources.Queue.Type: the resource type AWS::SQS::Queue is not supported',
  );
  await strict.close();
});
