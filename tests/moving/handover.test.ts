import {
  CodeDeployClient,
  CreateDeploymentConfigCommand,
  type TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { CreateRuleCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError, clientConfiguration } from '#local-aws';
import { appSpecRevision, startScenario, type Scenario } from '#test-kit';
import type { Facts } from '../../scripts/handover/facts';
import { hooksOf } from '../../scripts/handover/hooks';
import { pageOf } from '../../scripts/handover/page';
import { readFacts } from '../../scripts/handover/read';
import { supportingResources } from '../../scripts/handover/resources';
import { strategyOf } from '../../scripts/handover/strategy';

/* What `npm run handover` reads and prints. tests/tools/moving-on.test.ts runs the steps. */

let scenario: Scenario;
const environment = { ...process.env };
beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDREADER', AWS_SECRET_ACCESS_KEY: 'secret' });
  scenario = await startScenario({ waits: { termination: 30 } });
});
afterEach(async () => {
  process.env = { ...environment };
  await scenario.close();
});

const read = (
  names: { applicationName?: string; groupName?: string } = {},
  place: { region?: string } = {},
): Promise<Facts> => {
  const { applicationName, deploymentGroupName: groupName } = scenario.group;
  const { endpoint, region } = scenario.aws;
  return readFacts({ applicationName, groupName, ...names }, { endpoint, region, ...place });
};

describe('what is read', () => {
  test('target groups and rules of a service whose listener has only its default action', async () => {
    const facts = await read();
    const [blue, green] = scenario.service.targetGroups;
    expect([facts.liveTargetGroup, facts.otherTargetGroup]).toEqual([blue.arn, green.arn]);
    expect(facts.production).toMatchObject({ ruleArn: undefined, forwards: 1, isNetwork: false });
    expect(Object.keys(supportingResources(facts))).toEqual([
      'EcsInfrastructureRole',
      'ProductionRule',
      'TestRule',
    ]);
    const reading = scenario.aws.calls.filter(({ accessKeyId }) => accessKeyId === 'AKIDREADER');
    expect(reading.filter(({ operation }) => !/^(Get|Describe|List)/.test(operation))).toEqual([]);
  });

  test('the hooks of the last successful deployment, as ARNs', async () => {
    const hook = await scenario.makeHook('smoke', 'Succeeded');
    await scenario.deployByHand(2, {
      revision: appSpecRevision(scenario.service, 2, { AfterAllowTestTraffic: 'smoke' }),
    });
    await scenario.aws.clock.advance(3 * 3600);
    const facts = await read();
    expect(facts.liveTargetGroup).toBe(scenario.service.targetGroups[1].arn);
    expect(facts.hooks).toEqual({ AfterAllowTestTraffic: hook });
    expect(pageOf(facts)).toContain('answers with { hookStatus: "SUCCEEDED" }');
    expect(supportingResources(facts)).toHaveProperty('EcsHookRole');
  });

  test('a rule instead of the default action, and more than one of them', async () => {
    const elb = new ElasticLoadBalancingV2Client(clientConfiguration(scenario.aws));
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: scenario.service.productionListenerArn,
        Priority: 50_000,
        Conditions: [{ Field: 'path-pattern', Values: ['/shop/*'] }],
        Actions: [{ Type: 'forward', TargetGroupArn: scenario.service.targetGroups[0].arn }],
      }),
    );
    const facts = await read();
    expect(facts.production).toMatchObject({ ruleArn: undefined, forwards: 2 });
    expect(pageOf(facts)).toContain('forwards to the two target groups at 2 places');
    expect(supportingResources(facts).ProductionRule).toMatchObject({ Properties: { Priority: 49_999 } });
  });
});

describe('why there is no hand-over', () => {
  const account = 'Look at the name, --region and the credentials.';

  test.each([
    [
      { groupName: 'other' },
      {},
      `web-application/other in region us-east-1 of account 123456789012. ${account}`,
    ],
    [{ applicationName: 'other' }, {}, `other/group in region us-east-1 of account 123456789012. ${account}`],
  ])('%j does not exist', async (names, place, sentence) => {
    const named = 'applicationName' in names ? { ...names, groupName: 'group' } : names;
    await expect(read(named, place)).rejects.toThrow(`There is no deployment group ${sentence}`);
  });

  test('the credentials do not allow a call', async () => {
    scenario.aws.faults.fail(
      { service: 'ecs', operation: 'DescribeServices' },
      new ServiceError('AccessDeniedException', 'User is not authorized to perform: ecs:DescribeServices'),
    );
    await expect(read()).rejects.toThrow('The credentials do not allow ecs:DescribeServices. Allow it:');
  });

  test.each([
    ['ExpiredTokenException', 'The AWS credentials have expired.'],
    ['UnrecognizedClientException', 'AWS does not accept the credentials'],
  ])('%s', async (name, sentence) => {
    scenario.aws.faults.fail(
      { service: 'codedeploy', operation: 'GetDeploymentGroup' },
      new ServiceError(name, 'The security token included in the request is invalid.'),
    );
    await expect(read()).rejects.toThrow(sentence);
  });

  test('AWS cannot be reached', async () => {
    const { applicationName, deploymentGroupName: groupName } = scenario.group;
    const place = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1' };
    await expect(readFacts({ applicationName, groupName }, place)).rejects.toThrow(
      'AWS could not be reached (ECONNREFUSED). Look at the network and at --endpoint-url.',
    );
  });

  test('a deployment runs', async () => {
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(60);
    await expect(read()).rejects.toThrow(/^A deployment of web runs \(task set ecs-svc\/\d+\)\./);
  });

  test('the service has another controller already', async () => {
    const { clusterName: cluster, serviceName: service } = scenario.service;
    await new ECSClient(clientConfiguration(scenario.aws)).send(
      new UpdateServiceCommand({ cluster, service, deploymentController: { type: 'ECS' } }),
    );
    await expect(read()).rejects.toThrow('has the deployment controller ECS already. Import it');
  });
});

describe('the strategy of ECS', () => {
  const canary: TrafficRoutingConfig = {
    type: 'TimeBasedCanary',
    timeBasedCanary: { canaryPercentage: 10, canaryInterval: 5 },
  };
  const linear = (linearPercentage: number, linearInterval: number): TrafficRoutingConfig => ({
    type: 'TimeBasedLinear',
    timeBasedLinear: { linearPercentage, linearInterval },
  });

  test.each([
    [{ type: 'AllAtOnce' } as const, { Strategy: 'BLUE_GREEN' }],
    [canary, { Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 5 } }],
    [
      linear(10, 3),
      { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 3 } },
    ],
    [
      linear(1, 2000),
      { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 3, StepBakeTimeInMinutes: 1440 } },
    ],
  ])('of %j', async (traffic, expected) => {
    const facts = { ...(await read()), traffic };
    expect(strategyOf(facts, 'role').configuration).toEqual({ ...expected, BakeTimeInMinutes: 30 });
  });

  test('alarms, a ready wait and all hooks', async () => {
    const facts = await read();
    const event = (name: string) => [name, `arn:aws:lambda:us-east-1:123456789012:function:${name}`];
    const strategy = strategyOf(
      {
        ...facts,
        traffic: canary,
        group: {
          ...facts.group,
          alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
          autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM'] },
          blueGreenDeploymentConfiguration: {
            deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 90 },
            terminateBlueInstancesOnDeploymentSuccess: { terminationWaitTimeInMinutes: 2880 },
          },
        },
        hooks: Object.fromEntries(
          [
            'BeforeInstall',
            'AfterInstall',
            'AfterAllowTestTraffic',
            'BeforeAllowTraffic',
            'AfterAllowTraffic',
          ].map(event),
        ) as Facts['hooks'],
        hooksUnknown: undefined,
      },
      'role',
    );
    const { Alarms, LifecycleHooks, BakeTimeInMinutes } = strategy.configuration as {
      Alarms: unknown;
      BakeTimeInMinutes: number;
      LifecycleHooks: { HookTargetArn?: string; TargetType: string; LifecycleStages: string[] }[];
    };
    expect(Alarms).toEqual({ AlarmNames: ['errors'], Enable: true, Rollback: true });
    expect(BakeTimeInMinutes).toBe(1440);
    expect(
      LifecycleHooks.map(
        ({ HookTargetArn, TargetType, LifecycleStages }) =>
          `${HookTargetArn?.split(':').at(-1) ?? TargetType} ${LifecycleStages.join()}`,
      ),
    ).toEqual([
      'BeforeInstall PRE_SCALE_UP',
      'AfterInstall POST_SCALE_UP',
      'AfterAllowTestTraffic POST_TEST_TRAFFIC_SHIFT',
      'BeforeAllowTraffic PRE_PRODUCTION_TRAFFIC_SHIFT',
      'AfterAllowTraffic POST_PRODUCTION_TRAFFIC_SHIFT',
      'PAUSE POST_TEST_TRAFFIC_SHIFT',
    ]);
    expect(LifecycleHooks.at(-1)).toHaveProperty('TimeoutConfiguration', {
      TimeoutInMinutes: 90,
      Action: 'ROLLBACK',
    });
    expect(strategy.remarks).toEqual([
      'The termination wait is 2880 minutes in CodeDeploy; ECS has at most 1440.',
      expect.stringContaining('hookStatus'),
      'ECS calls the hook of PRE_PRODUCTION_TRAFFIC_SHIFT before each step, CodeDeploy called it once.',
    ]);
  });

  test("a configuration of one's own is read", async () => {
    const codeDeploy = new CodeDeployClient(clientConfiguration(scenario.aws));
    const deploymentConfigName = 'slow';
    await codeDeploy.send(
      new CreateDeploymentConfigCommand({
        deploymentConfigName,
        computePlatform: 'ECS',
        trafficRoutingConfig: linear(25, 20),
      }),
    );
    await scenario.deleteGroup();
    await scenario.createGroup({ group: { deploymentConfigName } });
    expect((await read()).traffic).toEqual(linear(25, 20));
  });
});

test.each([
  ['JSON', '{"Hooks":[{"BeforeInstall":"check"}]}'],
  ['YAML', 'version: 0.0\nhooks:\n  - beforeInstall: check\n'],
])('hooks of an AppSpec in %s', (_, content) => {
  expect(hooksOf(content, 'arn:aws-cn:ecs:cn-north-1:123456789012:service/c/s')).toEqual({
    BeforeInstall: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:check',
  });
});
