import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { forwardsOf } from './traffic';

const arn = (name: string): string => `arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/${name}/0`;
const rule = (isDefault: boolean, weights: Record<string, number>): Rule => ({
  IsDefault: isDefault,
  Actions: [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: Object.entries(weights).map(([name, Weight]) => ({
          TargetGroupArn: arn(name),
          Weight,
        })),
      },
    },
  ],
});
const fixed: Rule = { IsDefault: true, Actions: [{ Type: 'fixed-response' }] };

test.each<[string, Rule[], string[] | undefined, Record<string, number>]>([
  ['the default action', [rule(true, { blue: 9, green: 1 })], ['blue', 'green'], { blue: 90, green: 10 }],
  ['a target group without weight', [rule(true, { blue: 0, green: 1 })], undefined, { green: 100 }],
  [
    'an action without weights',
    [{ IsDefault: true, Actions: [{ Type: 'forward', TargetGroupArn: arn('blue') }] }],
    undefined,
    { blue: 100 },
  ],
  [
    'the rule that leads to the pair',
    [rule(false, { other: 1 }), rule(false, { blue: 1 }), fixed],
    ['blue', 'green'],
    { blue: 100 },
  ],
  ['no rule that leads to the pair', [rule(true, { other: 1 })], ['blue', 'green'], {}],
])('%s', (_, rules, pair, expected) => {
  const found = forwardsOf(rules, pair).map((each) => [each.arn, each.percent]);
  expect(found).toEqual(Object.entries(expected).map(([name, percent]) => [arn(name), percent]));
});
