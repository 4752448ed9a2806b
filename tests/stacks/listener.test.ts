import {
  CreateRuleCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  type Action,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientConfiguration } from '#local-aws';
import { runMendingCommand } from './scenario/mending-command';
import { StackScenario } from './scenario/stack-scenario';

let scenario: StackScenario;
let elb: ElasticLoadBalancingV2Client;
beforeEach(async () => {
  scenario = await StackScenario.start();
  elb = new ElasticLoadBalancingV2Client(clientConfiguration(scenario.aws, 'AKIDBYHAND'));
});
afterEach(() => scenario.close());

/** Creates the stack and releases version 2, so that green is live. */
async function withGreenLive(): Promise<void> {
  await scenario.create();
  await scenario.update({ version: 2 });
}

const forward = (TargetGroupArn: string): Action[] => [{ Type: 'forward', TargetGroupArn }];

async function setListenerBack(): Promise<void> {
  const [blue] = scenario.service.targetGroups;
  const ListenerArn = scenario.service.productionListenerArn;
  await elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions: forward(blue.arn) }));
}

/** AWS does not document whether the rules of every kind of listener include its default action. */
function listRulesWithoutDefault(): void {
  const { loadBalancing } = scenario.aws;
  const { DescribeRules: describe } = loadBalancing.operations;
  const DescribeRules: typeof describe = (input) => {
    const { Rules = [], ...rest } = describe(input);
    return { ...rest, Rules: Rules.filter(({ IsDefault }) => !IsDefault) };
  };
  scenario.aws.register('elasticloadbalancing', {
    operations: { ...loadBalancing.operations, DescribeRules },
  });
}

/** @returns the ARN of a new rule that forwards to blue */
async function addRule(): Promise<string> {
  const { Rules } = await elb.send(
    new CreateRuleCommand({
      ListenerArn: scenario.service.productionListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
      Actions: forward(scenario.service.targetGroups[0].arn),
    }),
  );
  return Rules![0]!.RuleArn!;
}

describe('green is live, and the next release is refused with the command that mends the listener', () => {
  test('a listener that was set back to blue', async () => {
    await withGreenLive();
    await setListenerBack();
    await scenario.update({ version: 3 });
    const reason = scenario.events.failure('Deployment');
    const { productionListenerArn, targetGroups } = scenario.service;
    expect(reason).toContain(
      `The production listener does not lead to the running tasks: listener ${productionListenerArn} must forward to ` +
        `target group ${targetGroups[1].name}. Run aws elbv2 modify-listener --listener-arn ${productionListenerArn} `,
    );
    expect(reason).toMatch(/\[ListenerMismatch\]" \(RequestToken: …, HandlerErrorCode: InvalidRequest\)$/);
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');

    await runMendingCommand(elb, reason);
    expect(await scenario.answer()).toBe('version 2');
    await scenario.update({ version: 3 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.answer()).toBe('version 3');
  });

  test('a rule that was added with blue', async () => {
    await withGreenLive();
    const ruleArn = await addRule();
    await scenario.update({ version: 3 });
    const reason = scenario.events.failure('Deployment');
    expect(reason).toContain(
      `rule ${ruleArn} must forward to target group ${scenario.service.targetGroups[1].name}.`,
    );
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);

    const command = await runMendingCommand(elb, reason);
    expect(command).toContain('"Weight":100');
    await scenario.update({ version: 3 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 3 Succeeded']);
  });

  test('a listener that was set back to blue, whose rules do not include its default action', async () => {
    await withGreenLive();
    await setListenerBack();
    listRulesWithoutDefault();
    await scenario.update({ version: 3 });
    expect(scenario.events.failure('Deployment')).toContain(
      `listener ${scenario.service.productionListenerArn} must forward to`,
    );
  });

  test('both: one command after the other', async () => {
    await withGreenLive();
    await setListenerBack();
    await addRule();
    await scenario.update({ version: 3 });
    expect(scenario.events.failure('Deployment')).toContain(' (and 1 more) must forward to ');
    await runMendingCommand(elb, scenario.events.failure('Deployment'));
    await scenario.update({ version: 3 });
    await runMendingCommand(elb, scenario.events.failure('Deployment'));
    await scenario.update({ version: 3 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });
});

describe('the check refuses no deployment', () => {
  test('of a stack rollback: CodeDeploy refuses it, and the failure has the command', async () => {
    await withGreenLive();
    await scenario.beginUpdate({
      version: 3,
      resources: {
        Last: {
          Type: 'AWS::SSM::Parameter',
          DependsOn: 'Deployment',
          Properties: { Type: 'String', Value: 'b', AllowedPattern: 'a' },
        },
      },
    });
    await scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
    const [, green] = scenario.service.targetGroups;
    const ListenerArn = scenario.service.productionListenerArn;
    await elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions: forward(green.arn) }));
    await scenario.finish();
    const failed = scenario.events.lines().filter((line) => line.startsWith('Deployment UPDATE_FAILED'));
    expect(failed).toHaveLength(1);
    expect(failed[0]).toContain('ELASTIC_LOAD_BALANCING_INVALID');
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');

    await runMendingCommand(elb, failed[0]!);
    await scenario.continueRollback();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });

  test.each(['DescribeListeners', 'DescribeRules'])(
    'without the permission %s: the listener is not checked, and the log says so',
    async (operation) => {
      await scenario.create();
      listRulesWithoutDefault();
      scenario.aws.faults.deny({ service: 'elasticloadbalancing', operation });
      await scenario.update({ version: 2 });
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      const lines = scenario.aws.logs.messages('types').filter((line) => line.includes(operation));
      expect(lines).toEqual([expect.stringContaining('The production listener could not be checked. ')]);
    },
  );

  test('while the load balancer answers every call with an error', async () => {
    await scenario.create();
    scenario.aws.faults.throttle({
      service: 'elasticloadbalancing',
      when: (_, { accessKeyId }) => accessKeyId.startsWith('ASIA'),
    });
    await scenario.update({ version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });

  test('that needs none: an update of a wrong listener without a new version is done', async () => {
    await withGreenLive();
    await setListenerBack();
    await scenario.update({ version: 2, deployment: { Description: 'The same version.' } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });
});
