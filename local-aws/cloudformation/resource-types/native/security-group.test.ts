import {
  DeleteLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientConfiguration } from '../../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../../local-aws';
import { CloudFormation } from '../../cloudformation';
import type { Stack } from '../../stacks/stack';

let aws: LocalAws;
let cloudFormation: CloudFormation;
beforeAll(async () => {
  aws = await startLocalAws();
  cloudFormation = new CloudFormation(aws);
});
afterAll(async () => {
  await cloudFormation.close();
  await aws.close();
});

async function create(stackName: string, template: string): Promise<Stack> {
  const stack = await cloudFormation.createStack({ stackName, template });
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('CREATE_COMPLETE');
  return stack;
}

const GROUP = `
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: a } }`;
const groupStack = (name: string) =>
  create(name, `Resources:${GROUP}\nOutputs: { Id: { Value: !Ref Group, Export: { Name: ${name} } } }`);
const idOf = (stack: Stack) => cloudFormation.physicalId(stack, 'Group');

const balancer = (group: string) => `
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [a, b], SecurityGroups: [${group}] } }`;
const service = (group: string) => `
  Cluster: { Type: AWS::ECS::Cluster }
  Tasks:
    Type: AWS::ECS::TaskDefinition
    Properties: { NetworkMode: awsvpc, ContainerDefinitions: [{ Name: web, Image: nginx }] }
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Tasks
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [a], SecurityGroups: [${group}] } }`;

async function remove(stack: Stack): Promise<string[]> {
  const before = stack.events.length;
  cloudFormation.deleteStack(stack.id);
  await cloudFormation.settle(stack);
  return stack.events.slice(before).flatMap(({ ResourceStatusReason: reason }) => reason ?? []);
}

it.each([
  ['a load balancer', balancer],
  ['tasks of a service', service],
])('is not deleted while %s of another stack uses it', async (what, user) => {
  const name = what.replaceAll(' ', '-');
  const stack = await groupStack(name);
  const id = idOf(stack);
  // By its id, not by the export, which would refuse the deletion itself.
  const other = await create(`user-of-${name}`, `Resources:${user(id)}`);
  const began = aws.clock.now();
  expect(await remove(stack)).toContainEqual(
    expect.stringContaining(`resource ${id} has a dependent object`),
  );
  expect(stack.status).toBe('DELETE_FAILED');
  expect(aws.clock.now() - began).toBeGreaterThanOrEqual(15 * 60_000);

  await remove(other);
  await remove(stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
});

it('is deleted as soon as its last user is gone', async () => {
  const stack = await groupStack('soon');
  const other = await create('user-of-soon', `Resources:${balancer(idOf(stack))}`);
  cloudFormation.deleteStack(stack.id);
  await aws.clock.advance(60);
  expect(stack.status).toBe('DELETE_IN_PROGRESS');
  const elb = new ElasticLoadBalancingV2Client(clientConfiguration(aws));
  const LoadBalancerArn = cloudFormation.physicalId(other, 'Balancer');
  await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  elb.destroy();
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
});

it('goes with a stack that has its users, too', async () => {
  const stack = await create(
    'whole',
    `Resources:${GROUP}${balancer('!Ref Group')}${service('!GetAtt Group.GroupId')}`,
  );
  await remove(stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
});
