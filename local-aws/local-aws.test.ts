import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateClusterCommand,
  DescribeClustersCommand,
  ECSClient,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { clientConfiguration } from './fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from './local-aws';
import { ServiceError } from './core/service';

let aws: LocalAws;
let ecs: ECSClient;

beforeEach(async () => {
  aws = await startLocalAws();
  ecs = new ECSClient({ ...clientConfiguration(aws), maxAttempts: 1 });
});
afterEach(() => aws.close());

const describeClusters = () => ecs.send(new DescribeClustersCommand({ clusters: ['one'] }));

it('logs every call with its caller, its input and its error', async () => {
  await ecs.send(new CreateClusterCommand({ clusterName: 'one' }));
  await aws.clock.advance(5);
  await expect(ecs.send(new RunTaskCommand({ taskDefinition: 'web' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'The local AWS does not know the operation ecs:RunTask.',
  });
  const start = Date.UTC(2026, 0, 1);
  const caller = { service: 'ecs', accessKeyId: 'AKIDTEST' };
  expect(aws.calls).toEqual([
    { ...caller, operation: 'CreateCluster', time: start, input: { clusterName: 'one' } },
    {
      ...caller,
      operation: 'RunTask',
      time: start + 5000,
      input: {},
      error: {
        code: 'UnknownOperationException',
        status: 400,
        message: 'The local AWS does not know the operation ecs:RunTask.',
      },
    },
  ]);
});

it('says how to start a local AWS with CloudFormation when it was not added', async () => {
  const cloudFormation = new CloudFormationClient({ ...clientConfiguration(aws), maxAttempts: 1 });
  await expect(cloudFormation.send(new DescribeStacksCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
    message:
      'This local AWS was started without cloudformation. Start one with it: npx tsx local-aws/cli/main.ts --template FILE --keep',
  });
});

it('throttles the given number of calls, with the error of each protocol', async () => {
  aws.faults.throttle({ service: 'ecs', operation: 'DescribeClusters', count: 1 });
  const rejection = {
    name: 'ThrottlingException',
    message: 'Rate exceeded',
    $metadata: { httpStatusCode: 400 },
  };
  await expect(describeClusters()).rejects.toMatchObject(rejection);
  await expect(describeClusters()).resolves.toBeDefined();
  aws.faults.throttle({ service: 'elasticloadbalancing' });
  const elb = new ElasticLoadBalancingV2Client({ ...clientConfiguration(aws), maxAttempts: 1 });
  await expect(elb.send(new DescribeLoadBalancersCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
});

it('throttles calls above a rate, by a token bucket on the virtual clock', async () => {
  const limit = { perSecond: 2, burst: 3 };
  const takeBack = aws.faults.limitRate({ service: 'ecs' }, limit);
  const carriedOut = async (calls: number): Promise<number> => {
    const answers = await Promise.allSettled(Array.from({ length: calls }, describeClusters));
    return answers.filter(({ status }) => status === 'fulfilled').length;
  };
  expect(await carriedOut(5)).toBe(3);
  await aws.clock.advance(0.5);
  expect(await carriedOut(5)).toBe(1);
  await aws.clock.advance(1);
  expect(await carriedOut(5)).toBe(2);
  await aws.clock.advance(60);
  expect(await carriedOut(5)).toBe(3);
  await expect(describeClusters()).rejects.toMatchObject({ name: 'ThrottlingException' });
  takeBack();
  expect(await carriedOut(5)).toBe(5);
});

it('answers with status 500 until the fault is removed', async () => {
  const takeBack = aws.faults.serverError({ service: 'ecs' });
  const rejection = { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } };
  await expect(describeClusters()).rejects.toMatchObject(rejection);
  takeBack();
  await expect(describeClusters()).resolves.toBeDefined();
});

it('carries out a call and loses its response', async () => {
  aws.faults.loseResponse({ service: 'ecs', operation: 'CreateCluster', count: 1 });
  await expect(ecs.send(new CreateClusterCommand({ clusterName: 'one' }))).rejects.toThrow('socket hang up');
  expect((await describeClusters()).clusters).toHaveLength(1);
  expect(aws.calls[0]).toMatchObject({ operation: 'CreateCluster', responseLost: true });
});

it("denies a call with IAM's text", async () => {
  aws.faults.deny({ service: 'ecs', operation: 'DescribeClusters' });
  await expect(describeClusters()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message:
      'User: arn:aws:iam::123456789012:user/AKIDTEST is not authorized to perform: ecs:DescribeClusters on resource: *',
  });
});

it('applies a fault only to the calls that match', async () => {
  const error = new ServiceError('ServerException', 'no', 500);
  aws.faults.fail({ service: 'ecs', when: ({ clusterName }) => clusterName === 'two' }, error);
  await ecs.send(new CreateClusterCommand({ clusterName: 'one' }));
  await expect(ecs.send(new CreateClusterCommand({ clusterName: 'two' }))).rejects.toMatchObject({
    name: 'ServerException',
  });
});

it('calls back before and after a call', async () => {
  const seen: string[] = [];
  aws.faults.before({ service: 'ecs' }, ({ operation, input }) => {
    seen.push(`before ${operation} ${JSON.stringify(input)}`);
  });
  aws.faults.after({ service: 'ecs' }, ({ operation }) => {
    seen.push(`after ${operation}: ${aws.ecs.clusters.list().clusterArns?.length ?? 0} clusters`);
  });
  await ecs.send(new CreateClusterCommand({ clusterName: 'one' }));
  expect(seen).toEqual(['before CreateCluster {"clusterName":"one"}', 'after CreateCluster: 1 clusters']);
});

it('lets other programs advance its clock', async () => {
  const tasks: string[] = [];
  aws.clock.after(10, () => {
    tasks.push('due');
  });
  const clock = `${aws.endpoint}/_clock`;
  const advance = (body: string) => fetch(clock, { method: 'POST', body });
  expect(await (await fetch(clock)).json()).toEqual({
    now: '2026-01-01T00:00:00.000Z',
    nextTask: '2026-01-01T00:00:10.000Z',
  });
  const [answer] = await Promise.all([advance('{"advanceSeconds": 20}'), advance('{"advanceSeconds": 10}')]);
  expect(answer.status).toBe(200);
  expect(tasks).toEqual(['due']);
  expect(await (await fetch(clock)).json()).toEqual({ now: '2026-01-01T00:00:30.000Z' });
  for (const body of ['', 'null', '{"advanceSeconds": -1}']) expect((await advance(body)).status).toBe(400);
});

it('answers a request that is not an AWS request with 404', async () => {
  const answer = await fetch(`${aws.endpoint}/index.html`);
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { message: 'The local AWS knows no service for GET /index.html.' },
  ]);
});

it('answers a body that it cannot read with SerializationException', async () => {
  const headers = { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.CreateCluster' };
  const answer = await fetch(aws.endpoint, { method: 'POST', headers, body: '{' });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ __type: 'SerializationException' }),
  ]);
});

it('uses the region and partition that it is started with', async () => {
  const china = await startLocalAws({ region: 'cn-north-1' });
  const { LoadBalancers: made } = china.loadBalancing.loadBalancers.create({ Name: 'lb' });
  expect(made![0]!.LoadBalancerArn).toMatch(/^arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:/);
  expect(made![0]!.DNSName).toMatch(/\.cn-north-1\.elb\.amazonaws\.com\.cn$/);
  await china.close();
});

it('sends no time of the machine, because a client on the virtual clock would see a clock skew', async () => {
  const response = await fetch(`${aws.endpoint}/_clock`);
  expect(response.headers.get('date')).toBeNull();
});
