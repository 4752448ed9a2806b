import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { listenerMismatch, type ListenerPlace } from '../src/desired-state/production-listener';
import { failure } from '../src/messages/failures';
import { listenerFacts, listenerMending } from '../src/messages/listener-mending';

const ACCOUNT = 'arn:aws:elasticloadbalancing:eu-west-1:1';
const LISTENER = `${ACCOUNT}:listener/app/web/0/0`;
const RULE = `${ACCOUNT}:listener-rule/app/web/0/0/0`;
const BLUE = `${ACCOUNT}:targetgroup/blue/0`;
const GREEN = `${ACCOUNT}:targetgroup/green/0`;
const OTHER = `${ACCOUNT}:targetgroup/other/0`;
const PAIR = ['blue', 'green'];

const simple = (TargetGroupArn: string): Action => ({ Type: 'forward', TargetGroupArn });
const weighted = (...weights: [string, number][]): Action => ({
  Type: 'forward',
  ForwardConfig: { TargetGroups: weights.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
});
const listener = (...actions: Action[]): ListenerPlace => ({ kind: 'listener', arn: LISTENER, actions });
const rule = (...actions: Action[]): ListenerPlace => ({ kind: 'rule', arn: RULE, actions });

describe('green runs, and CodeDeploy can deploy when', () => {
  test.each<[string, ListenerPlace[]]>([
    ['the default action forwards to it', [listener(simple(GREEN))]],
    ['it has weight 0: a deployment sets the weights', [listener(weighted([BLUE, 100], [GREEN, 0]))]],
    ['rules lead elsewhere', [listener(simple(GREEN)), rule(simple(OTHER)), rule({ Type: 'redirect' })]],
    ['only a rule leads to the pair', [listener({ Type: 'fixed-response' }), rule(simple(GREEN))]],
    ['there is no such listener', []],
  ])('%s', (_, places) => {
    expect(listenerMismatch(places, PAIR, GREEN)).toBeUndefined();
  });
});

/** The actions in a command, as a shell reads its last argument. */
const actionsIn = (command: string): unknown =>
  JSON.parse(/'(.*)'$/.exec(command)![1]!.replaceAll(String.raw`'\''`, "'"));

const forward = (weights: [string, number][]) => [
  {
    Type: 'forward',
    ForwardConfig: { TargetGroups: weights.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
  },
];

describe('green runs, and the command mends', () => {
  test.each<[string, ListenerPlace[], string, unknown]>([
    [
      'the default action that forwards to blue',
      [listener(simple(BLUE))],
      `aws elbv2 modify-listener --listener-arn ${LISTENER} --default-actions '`,
      forward([
        [GREEN, 100],
        [BLUE, 0],
      ]),
    ],
    [
      'a rule that forwards to blue',
      [listener(simple(GREEN)), rule(simple(BLUE))],
      `aws elbv2 modify-rule --rule-arn ${RULE} --actions '`,
      forward([
        [GREEN, 100],
        [BLUE, 0],
      ]),
    ],
    [
      'the default action where nothing leads to the pair',
      [listener({ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }), rule(simple(OTHER))],
      `aws elbv2 modify-listener --listener-arn ${LISTENER} --default-actions '`,
      forward([[GREEN, 100]]),
    ],
    [
      'a rule that signs users in first, with its order, stickiness and secret',
      [
        listener(simple(GREEN)),
        rule(
          { Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { ClientId: "it's" } as never },
          {
            Type: 'forward',
            Order: 2,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn: BLUE, Weight: 1 }],
              TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
            },
          },
        ),
      ],
      `aws elbv2 modify-rule --rule-arn ${RULE} --actions '`,
      [
        {
          Type: 'authenticate-oidc',
          Order: 1,
          AuthenticateOidcConfig: { ClientId: "it's", UseExistingClientSecret: true },
        },
        {
          Type: 'forward',
          Order: 2,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn: GREEN, Weight: 100 }],
            TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
          },
        },
      ],
    ],
    [
      'a rule whose forward is not listed last',
      [
        listener(simple(GREEN)),
        rule({ ...simple(BLUE), Order: 2 }, { Type: 'authenticate-cognito', Order: 1 }),
      ],
      `aws elbv2 modify-rule --rule-arn ${RULE} --actions '`,
      [
        { Type: 'authenticate-cognito', Order: 1 },
        {
          Type: 'forward',
          Order: 2,
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: GREEN, Weight: 100 },
              { TargetGroupArn: BLUE, Weight: 0 },
            ],
          },
        },
      ],
    ],
    [
      'a default action that is not shown',
      [listener()],
      `aws elbv2 modify-listener --listener-arn ${LISTENER} --default-actions '`,
      forward([[GREEN, 100]]),
    ],
  ])('%s', (_, places, begin, actions) => {
    const mending = listenerMending(listenerMismatch(places, PAIR, GREEN)!);
    expect(mending.startsWith(`Run ${begin}`)).toBe(true);
    expect(actionsIn(mending)).toEqual(actions);
  });
});

test('the message has the ARN, the target group, the command, and how many other places are wrong', () => {
  const mismatch = listenerMismatch(
    [listener(simple(GREEN)), rule(simple(BLUE)), rule(simple(BLUE))],
    PAIR,
    GREEN,
  );
  const { message } = failure('ListenerMismatch', listenerFacts(mismatch!));
  expect(message).toBe(
    `The production listener does not lead to the running tasks: rule ${RULE} (and 1 more) must forward to target group ` +
      `green. Run aws elbv2 modify-rule --rule-arn ${RULE} --actions ` +
      `'${JSON.stringify(
        forward([
          [GREEN, 100],
          [BLUE, 0],
        ]),
      )}' and update again. [ListenerMismatch]`,
  );
});

test('a single place that is wrong is named alone', () => {
  expect(listenerFacts(listenerMismatch([listener(simple(BLUE))], PAIR, GREEN)!)).toMatchObject({
    place: `listener ${LISTENER}`,
    targetGroup: 'green',
    others: '',
  });
});

describe('a command is never cut', () => {
  const long = 'n'.repeat(32);
  const account = 'arn:aws-us-gov:elasticloadbalancing:us-gov-east-1:123456789012';
  const id = '0123456789abcdef';
  const place = (actions: Action[]): ListenerPlace => ({
    kind: 'rule',
    arn: `${account}:listener-rule/app/${long}/${id}/${id}/${id}`,
    actions,
  });
  const targetGroups = ['b', 'g'].map((end) => `${account}:targetgroup/${long.slice(1)}${end}/${id}`);
  const [blue = '', green = ''] = targetGroups;
  const pair = targetGroups.map((arn) => arn.split('/')[1]!);
  const messageOf = (actions: Action[]) =>
    failure('ListenerMismatch', listenerFacts(listenerMismatch([place(actions)], pair, green)!)).message;

  test('with the longest names', () => {
    const message = messageOf([simple(blue)]);
    expect(message).not.toContain('…');
    expect(message).toContain('aws elbv2 modify-rule');
  });

  test('with further actions that are too long: the message says it in words', () => {
    const oidc = { Issuer: 'https://'.padEnd(400, 'x') } as never;
    const message = messageOf([{ Type: 'authenticate-oidc', AuthenticateOidcConfig: oidc }, simple(blue)]);
    expect(message).toContain(
      `In its forward, give ${green} the weight 100 and update again. [ListenerMismatch]`,
    );
  });
});
