import {
  ECSClient,
  UpdateServiceCommand,
  type DeploymentConfiguration,
  type LoadBalancer,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import {
  CreateRuleCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { requestAsUser } from '../../core/request-as-user';
import {
  clientConfiguration,
  createBlueGreenService,
  type BlueGreenService,
} from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let ecs: ECSClient;
let elb: ElasticLoadBalancingV2Client;
let web: BlueGreenService;
let rule: string;

beforeEach(async () => {
  aws = await startLocalAws();
  ecs = new ECSClient(clientConfiguration(aws));
  elb = new ElasticLoadBalancingV2Client(clientConfiguration(aws));
  web = await createBlueGreenService(aws);
  const TargetGroups = web.targetGroups.map(({ arn }, index) => ({ TargetGroupArn: arn, Weight: 1 - index }));
  const { Rules = [] } = await elb.send(
    new CreateRuleCommand({
      ListenerArn: web.productionListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
  rule = Rules[0]!.RuleArn!;
});
afterEach(() => aws.close());

function update(input: Partial<UpdateServiceCommandInput>) {
  const { clusterName: cluster, serviceName: service } = web;
  return ecs.send(new UpdateServiceCommand({ cluster, service, ...input }));
}

function loadBalancers(advanced: NonNullable<LoadBalancer['advancedConfiguration']> = {}): LoadBalancer[] {
  const { containerName, containerPort, targetGroups } = web;
  return [
    {
      containerName,
      containerPort,
      targetGroupArn: targetGroups[0].arn,
      advancedConfiguration: {
        alternateTargetGroupArn: targetGroups[1].arn,
        productionListenerRule: rule,
        roleArn: 'arn:aws:iam::123456789012:role/ecs',
        ...advanced,
      },
    },
  ];
}

const leaveCodeDeploy = (deploymentConfiguration: DeploymentConfiguration) =>
  update({ deploymentController: { type: 'ECS' }, deploymentConfiguration, loadBalancers: loadBalancers() });

async function weights(): Promise<number[]> {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
  return Rules[0]!.Actions![0]!.ForwardConfig!.TargetGroups!.map(({ Weight = 0 }) => Weight);
}

const answer = () => requestAsUser(aws, `http://${web.dnsName}/`);

it('leaves CODE_DEPLOY without a new task, and refuses to go back', async () => {
  const { service } = await leaveCodeDeploy({ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 });
  expect(service).toMatchObject({
    deploymentController: { type: 'ECS' },
    runningCount: 1,
    pendingCount: 0,
    deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
  });
  await expect(update({ deploymentController: { type: 'CODE_DEPLOY' } })).rejects.toThrow(
    'The local AWS changes the deployment controller of a service from CODE_DEPLOY to ECS only.',
  );
});

it.each([
  [{ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 }, [[0, 100]]],
  [
    {
      strategy: 'CANARY',
      bakeTimeInMinutes: 5,
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 4 },
    },
    [
      [90, 10],
      [0, 100],
    ],
  ],
  [
    {
      strategy: 'CANARY',
      bakeTimeInMinutes: 5,
      canaryConfiguration: { canaryPercent: 0.5, canaryBakeTimeInMinutes: 4 },
    },
    [
      [995, 5],
      [0, 100],
    ],
  ],
  [
    {
      strategy: 'LINEAR',
      bakeTimeInMinutes: 5,
      linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: 4 },
    },
    [
      [60, 40],
      [20, 80],
      [0, 100],
    ],
  ],
] as [DeploymentConfiguration, number[][]][])('deploys by %j', async (configuration, shares) => {
  await leaveCodeDeploy(configuration);
  await update({ taskDefinition: web.taskDefinitions[1] });
  await aws.clock.advance(60);
  expect([await weights(), await answer()]).toEqual([[1, 0], 'version 1']);
  await aws.clock.advance(120);
  for (const [index, share] of shares.entries()) {
    if (index > 0) await aws.clock.advance(240);
    expect(await weights()).toEqual(share);
  }
  // The bake time: both revisions run.
  expect((await update({})).service).toMatchObject({
    runningCount: 2,
    deployments: [{ status: 'ACTIVE' }, { status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }],
  });
  await expect(update({ taskDefinition: web.taskDefinitions[2] })).rejects.toThrow('no second deployment');
  await aws.clock.advance(300);
  expect((await update({})).service).toMatchObject({
    runningCount: 1,
    deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
  });
  expect(await answer()).toBe('version 2');

  // The next revision runs in the first target group again.
  await update({ taskDefinition: web.taskDefinitions[2] });
  await aws.clock.advance(3600);
  expect(await answer()).toBe('version 3');
});

it.each([
  [
    'without a role',
    { roleArn: undefined },
    'needs alternateTargetGroupArn, productionListenerRule and roleArn',
  ],
  [
    'with an empty role',
    { roleArn: '' },
    'needs alternateTargetGroupArn, productionListenerRule and roleArn',
  ],
  [
    'with a rule that lacks a target group',
    { alternateTargetGroupArn: 'arn:aws:elasticloadbalancing:other' },
    'must be associated',
  ],
])('refuses a strategy %s', async (_, advanced, text) => {
  await expect(
    update({
      deploymentController: { type: 'ECS' },
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
      loadBalancers: loadBalancers(advanced as NonNullable<LoadBalancer['advancedConfiguration']>),
    }),
  ).rejects.toThrow(text);
  expect((await update({})).service?.deploymentController?.type).toBe('CODE_DEPLOY');
});

it('keeps lifecycle hooks, and refuses a deployment that would run them', async () => {
  const hook = { targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'] } as const;
  await leaveCodeDeploy({
    strategy: 'BLUE_GREEN',
    bakeTimeInMinutes: 0,
    lifecycleHooks: [{ ...hook, lifecycleStages: [...hook.lifecycleStages] }],
  });
  await expect(update({ taskDefinition: web.taskDefinitions[1] })).rejects.toThrow(
    'The local AWS does not run the lifecycle hooks of an ECS service.',
  );
  expect(await answer()).toBe('version 1');
});
