import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { clientConfiguration } from '#local-aws';
import { StackScenario } from './scenario/stack-scenario';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

async function desiredCount(): Promise<number | undefined> {
  const { clusterName: cluster, serviceName } = scenario.service;
  const ecs = new ECSClient(clientConfiguration(scenario.aws));
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [serviceName] }));
  return services?.[0]?.desiredCount;
}

const scaling = (MinCapacity: number) => ({
  Scaling: {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: {
      ServiceNamespace: 'ecs',
      ResourceId: `service/${scenario.service.clusterName}/${scenario.service.serviceName}`,
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity,
      MaxCapacity: 5,
    },
  },
});

test('a deployment runs with the number of tasks that auto scaling has set, and leaves it', async () => {
  await scenario.create({ resources: scaling(2) });
  await scenario.wait(300);
  expect(await desiredCount()).toBe(2);
  await scenario.update({ version: 2, resources: scaling(2) });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
  expect(await desiredCount()).toBe(2);
});

test('a target that rises during the deployment raises both task sets', async () => {
  await scenario.create({ resources: scaling(1) });
  await scenario.beginUpdate({ version: 2, resources: scaling(3) });
  await scenario.untilDeployment('installing');
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
  expect(await desiredCount()).toBe(3);
});
