import http from 'node:http';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteTargetGroupCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
  RemoveListenerCertificatesCommand,
  type Action,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  clientConfiguration,
  createBlueGreenService,
  type BlueGreenService,
} from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let elb: ElasticLoadBalancingV2Client;
let web: BlueGreenService;

beforeEach(async () => {
  aws = await startLocalAws();
  elb = new ElasticLoadBalancingV2Client(clientConfiguration(aws));
  web = await createBlueGreenService(aws);
});
afterEach(() => aws.close());

/** Sends a request to the load balancer over HTTP, as a browser would. */
function get(port: number, path = '/', headers: Record<string, string> = {}): Promise<string> {
  const { port: localPort } = new URL(aws.endpoint);
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: localPort,
      path,
      headers: { host: `${web.dnsName}:${port}`, ...headers },
    };
    http
      .get(options, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          resolve(`${response.statusCode ?? 0} ${body}`);
        });
      })
      .on('error', reject);
  });
}

function weighted(blue: number, green: number): Action {
  const [one, two] = web.targetGroups;
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: one.arn, Weight: blue },
        { TargetGroupArn: two.arn, Weight: green },
      ],
    },
  };
}

async function startGreen(): Promise<void> {
  const { clusterName, serviceName, containerName, containerPort, targetGroups } = web;
  aws.ecs.taskSets.createTaskSet(clusterName, serviceName, {
    externalId: 'd-EXAMPLE1',
    taskDefinition: web.taskDefinitions[1],
    loadBalancers: [{ targetGroupArn: targetGroups[1].arn, containerName, containerPort }],
  });
  await aws.clock.advance(120);
}

it('routes a request to a container by the port of its Host header', async () => {
  expect([await get(80), await get(8080)]).toEqual(['200 version 1', '200 version 1']);
  expect(await get(81)).toMatch(/^502 .* has no listener on port 81\.$/);
});

it('splits requests exactly by weight, and as evenly as possible', async () => {
  await startGreen();
  await elb.send(
    new ModifyListenerCommand({ ListenerArn: web.productionListenerArn, DefaultActions: [weighted(75, 25)] }),
  );
  const answers: string[] = [];
  for (let n = 0; n < 8; n += 1) answers.push((await get(80)).slice(-1));
  expect(answers.join('')).toBe('11211121');
});

it('answers 503 while no target is healthy', async () => {
  await elb.send(
    new ModifyListenerCommand({ ListenerArn: web.testListenerArn, DefaultActions: [weighted(0, 1)] }),
  );
  expect(await get(8080)).toBe('503 503 Service Temporarily Unavailable');
});

it('tries rules by priority before the default action', async () => {
  await startGreen();
  const ListenerArn = web.productionListenerArn;
  const fixed: Action = {
    Type: 'fixed-response',
    FixedResponseConfig: { StatusCode: '404', MessageBody: 'none' },
  };
  const path = (value: string) => [{ Field: 'path-pattern', Values: [value] }];
  await elb.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority: 20,
      Conditions: path('/api/*'),
      Actions: [weighted(0, 1)],
    }),
  );
  await elb.send(
    new CreateRuleCommand({ ListenerArn, Priority: 10, Conditions: path('/api/old*'), Actions: [fixed] }),
  );
  const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary', Values: ['yes'] } };
  await elb.send(
    new CreateRuleCommand({ ListenerArn, Priority: 30, Conditions: [header], Actions: [weighted(0, 1)] }),
  );
  expect([await get(80), await get(80, '/api/x'), await get(80, '/api/old/1')]).toEqual([
    '200 version 1',
    '200 version 2',
    '404 none',
  ]);
  expect(await get(80, '/', { 'x-canary': 'yes' })).toBe('200 version 2');
  const { Rules: rules } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
  expect(rules!.map(({ Priority }) => Priority)).toEqual(['10', '20', '30', 'default']);
  const repeated = new CreateRuleCommand({
    ListenerArn,
    Priority: 10,
    Conditions: path('/'),
    Actions: [fixed],
  });
  await expect(elb.send(repeated)).rejects.toMatchObject({ name: 'PriorityInUseException' });
});

it('shows TargetGroupArn only while an action has one target group', async () => {
  const action = async () => {
    const input = { ListenerArns: [web.productionListenerArn] };
    return (await elb.send(new DescribeListenersCommand(input))).Listeners![0]!.DefaultActions![0]!;
  };
  const [one, two] = web.targetGroups;
  expect(await action()).toMatchObject({
    TargetGroupArn: one.arn,
    ForwardConfig: { TargetGroups: [{ TargetGroupArn: one.arn, Weight: 1 }] },
  });
  aws.loadBalancing.routing.setWeights(web.productionListenerArn, [
    { targetGroupArn: one.arn, weight: 100 },
    { targetGroupArn: two.arn, weight: 0 },
  ]);
  expect(await action()).not.toHaveProperty('TargetGroupArn');
  expect(aws.loadBalancing.routing.forwards(web.productionListenerArn)).toEqual([
    {
      arn: web.productionListenerArn,
      weights: [
        { targetGroupArn: one.arn, weight: 100 },
        { targetGroupArn: two.arn, weight: 0 },
      ],
    },
  ]);
});

it('sets weights on the rules that forward to one of the target groups, and on no others', async () => {
  const ListenerArn = web.productionListenerArn;
  const fixed: Action = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } };
  const conditions = [{ Field: 'path-pattern', Values: ['/a'] }];
  const live: Action = { Type: 'forward', TargetGroupArn: web.targetGroups[0].arn };
  const create = (Priority: number, action: Action) =>
    elb.send(new CreateRuleCommand({ ListenerArn, Priority, Conditions: conditions, Actions: [action] }));
  const { Rules: rules } = await create(1, live);
  await create(2, fixed);
  const weights = web.targetGroups.map(({ arn }, index) => ({ targetGroupArn: arn, weight: index * 100 }));
  aws.loadBalancing.routing.setWeights(ListenerArn, weights);
  expect(aws.loadBalancing.routing.forwards(ListenerArn)).toEqual([
    { arn: ListenerArn, weights },
    { arn: rules![0]!.RuleArn, weights },
  ]);
});

it('has one target group at a time in a forward of a Network Load Balancer, and refuses HTTP there', async () => {
  const network = await createBlueGreenService(aws, {
    name: 'net',
    loadBalancerType: 'network',
    steady: false,
  });
  const [one, two] = network.targetGroups;
  aws.loadBalancing.routing.setWeights(network.productionListenerArn, [
    { targetGroupArn: one.arn, weight: 0 },
    { targetGroupArn: two.arn, weight: 100 },
  ]);
  expect(aws.loadBalancing.routing.forwards(network.productionListenerArn)).toMatchObject([
    { weights: [{ targetGroupArn: two.arn }] },
  ]);
  const create = (LoadBalancerArn: string, Protocol: 'HTTP' | 'TCP') =>
    elb.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Protocol,
        Port: 99,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: one.arn }],
      }),
    );
  await expect(create(network.loadBalancerArn, 'HTTP')).rejects.toThrow(
    "Listener protocol 'HTTP' must be one of 'TLS, TCP, TCP_UDP, UDP'",
  );
  await expect(create(web.loadBalancerArn, 'TCP')).rejects.toThrow(
    "Listener protocol 'TCP' must be one of 'HTTPS, HTTP'",
  );
});

it('shows the health of targets, and drains the targets of a deleted task set', async () => {
  const health = async () => {
    const input = { TargetGroupArn: web.targetGroups[0].arn };
    const { TargetHealthDescriptions: shown } = await elb.send(new DescribeTargetHealthCommand(input));
    return shown!.map(({ TargetHealth: state }) => state!.State);
  };
  expect(await health()).toEqual(['healthy']);
  const { taskSets } = aws.ecs.taskSets.findService(web.clusterName, web.serviceName)!;
  aws.ecs.taskSets.deleteTaskSet(web.clusterName, web.serviceName, taskSets[0]!.id!);
  expect(await health()).toEqual(['draining']);
  await aws.clock.advance(60);
  expect(await health()).toEqual([]);
});

it('takes time to provision a load balancer', async () => {
  const { LoadBalancers: made } = aws.loadBalancing.loadBalancers.create({ Name: 'late' });
  const state = async () => {
    const input = { LoadBalancerArns: [made![0]!.LoadBalancerArn!] };
    return (await elb.send(new DescribeLoadBalancersCommand(input))).LoadBalancers![0]!.State!.Code;
  };
  expect(await state()).toBe('provisioning');
  await aws.clock.advance(90);
  expect(await state()).toBe('active');
});

it('shows the load balancers that use a target group, and deletes it only when none does', async () => {
  const [{ arn }] = web.targetGroups;
  const { TargetGroups: shown } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
  expect(shown![0]!.LoadBalancerArns).toEqual([web.loadBalancerArn]);
  const remove = new DeleteTargetGroupCommand({ TargetGroupArn: arn });
  await expect(elb.send(remove)).rejects.toMatchObject({ name: 'ResourceInUseException' });
  for (const ListenerArn of [web.productionListenerArn, web.testListenerArn]) {
    await elb.send(new DeleteListenerCommand({ ListenerArn }));
  }
  await elb.send(remove);
  const describe = new DescribeTargetGroupsCommand({ Names: [web.targetGroups[0].name] });
  await expect(elb.send(describe)).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
});

it('refuses a second listener on a port, and a change of a default rule', async () => {
  const action: Action = { Type: 'forward', TargetGroupArn: web.targetGroups[0].arn };
  const second = new CreateListenerCommand({
    LoadBalancerArn: web.loadBalancerArn,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [action],
  });
  await expect(elb.send(second)).rejects.toMatchObject({ name: 'DuplicateListenerException' });
  const RuleArn = `${web.productionListenerArn.replace(':listener/', ':listener-rule/')}/default`;
  const change = new ModifyRuleCommand({ RuleArn, Actions: [action] });
  await expect(elb.send(change)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
});

it('names each value that its enum does not have, and each required member that is missing', async () => {
  const create = new CreateListenerCommand({
    LoadBalancerArn: undefined,
    Protocol: 'HTTQ' as 'HTTP',
    DefaultActions: [{ Type: 'forwards' as 'forward' }],
  });
  await expect(elb.send(create)).rejects.toMatchObject({
    name: 'ValidationError',
    message: [
      "3 validation errors detected: Value null at 'loadBalancerArn' failed to satisfy constraint: Member must not be null",
      "Value 'forwards' at 'defaultActions.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [authenticate-cognito, authenticate-oidc, fixed-response, forward, jwt-validation, redirect]",
      "Value 'HTTQ' at 'protocol' failed to satisfy constraint: Member must satisfy enum value set: [GENEVE, HTTP, HTTPS, QUIC, TCP, TCP_QUIC, TCP_UDP, TLS, UDP]",
    ].join('; '),
  });
});

it('stores tags, and answers a repeated create with the existing resource', async () => {
  const create = (Port: number) => {
    const tags = [{ Key: 'team', Value: 'a & b' }];
    return elb.send(new CreateTargetGroupCommand({ Name: 'tagged', Protocol: 'HTTP', Port, Tags: tags }));
  };
  const [first, second] = [await create(80), await create(80)];
  const arn = first.TargetGroups![0]!.TargetGroupArn!;
  expect(second.TargetGroups![0]!.TargetGroupArn).toBe(arn);
  await expect(create(81)).rejects.toMatchObject({ name: 'DuplicateTargetGroupNameException' });
  const { TagDescriptions: tags } = await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  expect(tags).toEqual([{ ResourceArn: arn, Tags: [{ Key: 'team', Value: 'a & b' }] }]);
});

it('keeps certificates besides the default one of a listener with TLS', async () => {
  const LoadBalancerArn = web.productionListenerArn
    .replace(':listener/', ':loadbalancer/')
    .replace(/\/[^/]+$/, '');
  const { Listeners: [made] = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: 'arn:default' }],
      DefaultActions: [weighted(1, 0)],
    }),
  );
  const ListenerArn = made?.ListenerArn;
  const input = (...arns: string[]) => ({
    ListenerArn,
    Certificates: arns.map((CertificateArn) => ({ CertificateArn })),
  });
  await elb.send(new AddListenerCertificatesCommand(input('arn:one', 'arn:two')));
  await elb.send(new RemoveListenerCertificatesCommand(input('arn:one')));
  const shown = await elb.send(new DescribeListenerCertificatesCommand({ ListenerArn }));
  expect(shown.Certificates).toEqual([
    { CertificateArn: 'arn:default', IsDefault: true },
    { CertificateArn: 'arn:two', IsDefault: false },
  ]);
  await expect(elb.send(new RemoveListenerCertificatesCommand(input('arn:default')))).rejects.toMatchObject({
    name: 'OperationNotPermittedException',
  });
  const plain = { ...input('arn:one'), ListenerArn: web.productionListenerArn };
  await expect(elb.send(new AddListenerCertificatesCommand(plain))).rejects.toThrow(
    'A certificate cannot be specified for HTTP listeners',
  );
});
