import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { runMendingCommand } from '../stacks/scenario/mending-command';
import { changed, readText, tableRows } from './page-table';
import { TemplateStack } from './template-stack';

const PAGE = 'docs/listeners.md';
const NOTHING = 'nothing';
const MENDED = '503 until mended';
const UNAVAILABLE = '503 Service Temporarily Unavailable';

const BLUE_ACTION = '- { Type: forward, TargetGroupArn: !Ref BlueTargetGroup }';

/** The parameter, the condition and the action with which the page changes a forward. */
const [, LIVE_PARAMETER = '', LIVE_CONDITION = '', LIVE_ACTION = ''] =
  /^Parameters:\n(.*?)^(Conditions:.*?)^Resources:.*?DefaultActions:\n +(- .*?)\n```/ms.exec(
    readText(PAGE),
  ) ?? [];

/** The minimal example with that parameter, and with a certificate, which a later update can change. */
const FORWARDING = changed(
  readText('examples/minimal.yaml'),
  ['\nResources:', `${LIVE_PARAMETER}${LIVE_CONDITION}\nResources:`],
  [BLUE_ACTION, LIVE_ACTION],
  [
    '      Port: 80\n      Protocol: HTTP\n      DefaultActions:',
    '      Port: 443\n      Protocol: HTTPS\n      Certificates: [{ CertificateArn: first }]\n      DefaultActions:',
  ],
  ['DNSName}/', 'DNSName}:443/'],
);

const NEW_CERTIFICATE = ['CertificateArn: first', 'CertificateArn: second'] as const;

function rule(targetGroup: 'Blue' | 'Green', path = '/*'): string {
  return `
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    DependsOn: GreenTargetGroup
    Properties:
      ListenerArn: !Ref ProductionListener
      Priority: 1
      Conditions:
        - { Field: path-pattern, PathPatternConfig: { Values: ['${path}'] } }
      Actions:
        - { Type: forward, TargetGroupArn: !Ref ${targetGroup}TargetGroup }
`;
}

const withRule = (template: string, text: string) =>
  changed(template, ['\n  Service:', `${text}\n  Service:`]);

/** The same with the forward in a rule. */
const IN_RULE = withRule(
  changed(
    FORWARDING,
    [
      LIVE_ACTION,
      "- { Type: fixed-response, FixedResponseConfig: { StatusCode: '404', ContentType: text/plain, MessageBody: none } }",
    ],
    ['DependsOn: [TaskDefinition, ProductionListener]', 'DependsOn: [TaskDefinition, Rule]'],
  ),
  rule('Blue'),
);

/** The changes of each row of the page, in the order in which they are tried; each is undone by the next one. */
const OF_FORWARDING: Readonly<Record<string, string>> = {
  'something else, such as a tag of the load balancer': changed(FORWARDING, [
    '      Scheme: internet-facing\n',
    '      Scheme: internet-facing\n      Tags: [{ Key: team, Value: shop }]\n',
  ]),
  'its certificate, port or policy': changed(FORWARDING, NEW_CERTIFICATE),
  'its certificate, and its action names the live target group': changed(FORWARDING, [
    'CertificateArn: first',
    'CertificateArn: third',
  ]),
  'its action, such as stickiness': changed(FORWARDING, [
    LIVE_ACTION,
    '- { Type: forward, ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref BlueTargetGroup }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } } }',
  ]),
};
const OF_RULES: Readonly<Record<string, string>> = {
  'the certificate, port or policy of the listener': changed(IN_RULE, NEW_CERTIFICATE),
  'the fixed answer of the listener': changed(IN_RULE, NEW_CERTIFICATE, [
    'MessageBody: none',
    'MessageBody: nothing',
  ]),
  "the rule's path, host or priority": changed(
    IN_RULE,
    NEW_CERTIFICATE,
    ['MessageBody: none', 'MessageBody: nothing'],
    ["Values: ['/*']", "Values: ['/', '/*']"],
  ),
  "the rule's path, and its action names the live target group": changed(
    IN_RULE,
    NEW_CERTIFICATE,
    ['MessageBody: none', 'MessageBody: nothing'],
    ["Values: ['/*']", "Values: ['/', '/a/*']"],
    [BLUE_ACTION, '- { Type: forward, TargetGroupArn: !Ref GreenTargetGroup }'],
  ),
};
const NEW_RULES: Readonly<Record<string, string>> = {
  'a new rule that names the first target group': withRule(FORWARDING, rule('Blue')),
  'no rule any more': FORWARDING,
  'a new rule that names the live target group': withRule(FORWARDING, rule('Green')),
};

let stack: TemplateStack;
afterEach(() => stack.close());

describe.each(['changed', 'whole'] as const)(
  'CloudFormation sends what has changed, or all: %s',
  (reading) => {
    const column = reading === 'changed' ? 1 : 2;

    test.each([
      ['A listener that forwards', FORWARDING, OF_FORWARDING],
      ['A rule that forwards', IN_RULE, OF_RULES],
      ['New rules', FORWARDING, NEW_RULES],
    ])(
      '%s: an update while green is live has the effect that the page names',
      async (heading, template, changes) => {
        stack = await TemplateStack.start({ listenerUpdates: reading });
        await stack.create(template);
        await stack.update({ parameters: { Version: '2' } });
        expect(await stack.answer('Url')).toBe('ok from version 2');

        const effects: string[][] = [];
        for (const [change, next] of Object.entries(changes))
          effects.push([change, await effectOf(change, next)]);
        expect(effects).toEqual(tableRows(PAGE, heading).map((cells) => [cells[0], cells[column]]));

        const released = await stack.update({ parameters: { Version: '4' } }, ['Url']);
        expect(stack.stack.status).toBe('UPDATE_COMPLETE');
        expect(released).toEqual([['ok from version 2', 'ok from version 4']]);
      },
    );

    test('a release in the same update as a certificate, and the rollback does not mend the listener', async () => {
      stack = await TemplateStack.start({ listenerUpdates: reading });
      await stack.create(FORWARDING);
      await stack.update({ parameters: { Version: '2' } });
      const change = { template: changed(FORWARDING, NEW_CERTIFICATE), parameters: { Version: '3' } };
      const answers = await stack.update(change, ['Url']);
      if (reading === 'changed') {
        expect(answers).toEqual([['ok from version 2', 'ok from version 3']]);
        return;
      }
      expect(stack.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(answers).toEqual([[UNAVAILABLE]]);
      await mend();
      expect(await stack.answer('Url')).toBe('ok from version 2');
    });
  },
);

/** Updates the stack, with the parameter of the page when the row says so, and mends the listener by the command that the next release is refused with. */
async function effectOf(change: string, template: string): Promise<string> {
  const parameters = change.includes('names the live target group') ? { Live: 'Green' } : {};
  const [answers] = await stack.update({ template, parameters }, ['Url']);
  expect(stack.stack.status).toBe('UPDATE_COMPLETE');
  expect(answers).toHaveLength(1);
  if (answers?.[0] !== UNAVAILABLE) {
    expect(answers).toEqual(['ok from version 2']);
    return NOTHING;
  }
  await stack.update({ parameters: { Version: '3' } });
  expect(stack.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  await mend();
  expect(await stack.answer('Url')).toBe('ok from version 2');
  return MENDED;
}

async function mend(): Promise<void> {
  const [reason = ''] = stack.failures();
  expect(reason).toContain('[ListenerMismatch]');
  await runMendingCommand(new ElasticLoadBalancingV2Client(stack.client()), reason);
}
