import { CloudFormation, startLocalAws } from '#local-aws';

export interface StackResult {
  resources: number;
  status: string;
  /** Real seconds and processor seconds of the whole process. */
  create: Duration;
  delete: Duration;
}

interface Duration {
  seconds: number;
  processorSeconds: number;
}

/** A resource of each kind in turn: most have behaviour, some only stand in. The third ones depend on others. */
const KINDS: ((name: string, before: string) => object)[] = [
  () => ({ Type: 'AWS::SNS::Topic' }),
  () => ({ Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } }),
  (_, before) => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Type: 'String', Value: { Ref: before } },
  }),
  () => ({ Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } }),
  () => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
        ],
      },
    },
  }),
  (name) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'app',
      MetricName: name,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  }),
  () => ({ Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'a group' } }),
  () => ({
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: { VpcId: 'vpc-1', TargetType: 'ip', Port: 80, Protocol: 'HTTP' },
  }),
  () => ({ Type: 'AWS::ECS::Cluster' }),
  (name) => ({
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: name, ContainerDefinitions: [{ Name: 'web', Image: 'nginx' }] },
  }),
];

/** A template of this many resources. */
function templateOf(resources: number): string {
  const names = Array.from({ length: resources }, (_, index) => `Resource${index}`);
  return JSON.stringify({
    Resources: Object.fromEntries(
      names.map((name, index) => [name, KINDS[index % KINDS.length]?.(name, names[index - 1] ?? name)]),
    ),
  });
}

/** Creates and deletes a stack in a new account. The account's start does not count, the reading of the specification does. */
export async function createAndDelete(resources: number): Promise<StackResult> {
  const aws = await startLocalAws();
  const cloudFormation = new CloudFormation(aws);
  try {
    const timer = timed();
    const stack = await cloudFormation.createStack({ stackName: 'many', template: templateOf(resources) });
    await cloudFormation.settle(stack);
    const create = timer();
    const { status } = stack;
    const deletion = timed();
    cloudFormation.deleteStack('many');
    await cloudFormation.settle(stack);
    return { resources, status: `${status}, ${stack.status}`, create, delete: deletion() };
  } finally {
    await cloudFormation.close();
    await aws.close();
  }
}

function timed(): () => Duration {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - startedAt) / 1000, processorSeconds: (user + system) / 1e6 };
  };
}
