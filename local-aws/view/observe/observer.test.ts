import type { RunEvent } from '../events';
import { Observer } from './observer';
import type { Part } from './parts';
import type { Read } from './read';

const arn = (kind: string): string => `arn:aws:elasticloadbalancing:us-east-1:123456789012:${kind}/0`;
const PARTS: Part[] = [
  {
    logicalId: 'Service',
    type: 'AWS::ECS::Service',
    physicalId: 'arn:aws:ecs:us-east-1:123456789012:service/shop/web',
  },
  {
    logicalId: 'Listener',
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    physicalId: arn('listener/app/shop'),
  },
];

/** A service whose target group gets healthy, and whose listener moves, between two looks. */
class Shop {
  weights: Record<string, number> = { blue: 1 };
  healthy = 0;
  knowsTargets = true;

  read: Read = ((name: string) => {
    const answers: Record<string, unknown> = {
      'elasticloadbalancing:DescribeRules': { Rules: [{ IsDefault: true, Actions: [this.#action] }] },
      'ecs:DescribeServices': {
        services: [
          {
            taskSets: [
              {
                id: '1',
                status: 'PRIMARY',
                taskDefinition: 'a/web:1',
                computedDesiredCount: 2,
                loadBalancers: [{ targetGroupArn: arn('targetgroup/green') }],
              },
            ],
          },
        ],
      },
      'elasticloadbalancing:DescribeTargetHealth': {
        TargetHealthDescriptions: Array.from({ length: this.healthy }, () => ({
          TargetHealth: { State: 'healthy' },
        })),
      },
    };
    if (name === 'elasticloadbalancing:DescribeTargetHealth' && !this.knowsTargets)
      return Promise.reject(Object.assign(new Error('gone'), { name: 'TargetGroupNotFoundException' }));
    return Promise.resolve(answers[name]);
  }) as Read;

  get #action() {
    const TargetGroups = Object.entries(this.weights).map(([name, Weight]) => ({
      TargetGroupArn: arn(`targetgroup/${name}`),
      Weight,
    }));
    return { Type: 'forward', ForwardConfig: { TargetGroups } };
  }
}

/** The numbers of healthy targets that are told. */
const healthIn = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'taskSets' ? event.taskSets.map(({ healthy }) => healthy ?? 'not known') : [],
  );

test('a look that finds other traffic reads the health anew, and another look leaves it out', async () => {
  const [shop, events]: [Shop, RunEvent[]] = [new Shop(), []];
  const observer = new Observer(
    shop.read,
    (event) => events.push(event),
    () => 0,
  );
  expect(await observer.observe(PARTS, true)).toBe(true);
  shop.healthy = 2;
  expect(await observer.observe(PARTS, false)).toBe(false);
  expect(healthIn(events)).toEqual([0]);
  shop.weights = { blue: 9, green: 1 };
  expect(await observer.observe(PARTS, false)).toBe(true);
  expect(healthIn(events)).toEqual([0, 2]);
});

test('health that the load balancer does not tell is not known', async () => {
  const [shop, events]: [Shop, RunEvent[]] = [new Shop(), []];
  shop.knowsTargets = false;
  const emit = (event: RunEvent) => void events.push(event);
  await new Observer(shop.read, emit, () => 0).observe(PARTS);
  expect(healthIn(events)).toEqual(['not known']);
});
