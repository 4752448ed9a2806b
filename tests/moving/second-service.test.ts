import { Move } from './move';
import {
  GROUP_PROPERTIES,
  TARGET_GROUP,
  ecsDeployment,
  service,
  shop,
  taskDefinition,
  type Resources,
} from './shop';

/*
 * docs/moving-in.md, "The BlueGreen hook": a second service beside the first one. The local AWS plays neither the hook nor its
 * controller EXTERNAL, so the first service has the controller ECS here. The steps are the same for any service that cannot
 * change its controller.
 */

const KEPT = { UpdateReplacePolicy: 'Retain' };

/** The service of the hook's template, in a target group of its own. */
const oldService: Resources = {
  OldTargets: TARGET_GROUP,
  OldService: service({
    DeploymentController: { Type: 'ECS' },
    TaskDefinition: { Ref: 'TaskDefinition' },
    LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: { Ref: 'OldTargets' } }],
  }),
};

/** A listener that forwards by these weights. */
function listener(Port: number, weights: Record<string, number>): Resources[string] {
  const TargetGroups = Object.entries(weights).map(([logicalId, Weight]) => ({
    TargetGroupArn: { Ref: logicalId },
    Weight,
  }));
  return {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: {
      LoadBalancerArn: { Ref: 'LoadBalancer' },
      Port,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    },
  };
}

let move: Move;
afterEach(() => move.close());

test('a second service takes the traffic over, without a deployment and without a lost request', async () => {
  const common = { TaskDefinition: taskDefinition(1, KEPT) };
  const before = {
    ...common,
    ...oldService,
    ProductionListener: listener(80, { OldTargets: 1 }),
    Service: undefined,
    Green: undefined,
    Blue: undefined,
    TestListener: undefined,
    OldService: { ...oldService.OldService!, DependsOn: ['ProductionListener'] },
  };
  move = await Move.start(shop(1, before));
  const withSecond = {
    ...before,
    Blue: TARGET_GROUP,
    Green: TARGET_GROUP,
    TestListener: listener(8080, { Blue: 1 }),
    Service: service(),
  };
  // 1. The second service starts. It gets no traffic yet, but the listener knows its target group.
  const none = listener(80, { OldTargets: 1, Blue: 0 });
  expect(await move.update(shop(1, { ...withSecond, ProductionListener: none }))).toBe('UPDATE_COMPLETE');
  // 2. The traffic moves, at once or in steps.
  const half = listener(80, { OldTargets: 1, Blue: 1 });
  expect(await move.update(shop(1, { ...withSecond, ProductionListener: half }))).toBe('UPDATE_COMPLETE');
  await move.wait(60);
  const all = listener(80, { OldTargets: 0, Blue: 1 });
  expect(await move.update(shop(1, { ...withSecond, ProductionListener: all }))).toBe('UPDATE_COMPLETE');
  await move.wait(300);
  // 3. The first service goes, and the group and the deployment come.
  const after = (version: number) => ({
    ...withSecond,
    TaskDefinition: taskDefinition(version, KEPT),
    OldService: undefined,
    OldTargets: undefined,
    ProductionListener: listener(80, { Blue: 1 }),
    Group: { Type: 'Org::CodeDeploy::EcsDeploymentGroup', Properties: GROUP_PROPERTIES },
    Deployment: ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] }),
  });
  expect(await move.update(shop(1, after(1)))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.deployments).toBe(0);
  expect(move.users.take()).toEqual(['version 1']);

  expect(await move.update(shop(2, after(2)))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(1);
  expect(move.users.take()).toEqual(['version 1', 'version 2']);
});
