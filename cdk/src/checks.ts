import * as cdk from 'aws-cdk-lib';
import type { IEcsDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { type PortMapping, TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import type { AppSpecHooks, EcsDeploymentProps, TargetService } from './ecs-deployment-props';
import { resourceOf } from './resource';

const LONGEST_TIMEOUT_MINUTES = 2100;
/** As in the schemas of the resource types. */
const TASK_DEFINITION = /^arn:aws[a-z0-9-]*:ecs:[a-z0-9-]+:[0-9]{12}:task-definition\/[A-Za-z0-9_-]+:[0-9]+$/;
const LAMBDA_FUNCTION =
  /^(arn:aws[a-z0-9-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/;

/**
 * What would fail when the stack is deployed, as far as it can be seen before. Values that only CloudFormation knows are
 * not looked at.
 * @returns a sentence for each fault
 */
export function faultsOf(scope: IConstruct, props: EcsDeploymentProps): string[] {
  return [
    ...taskDefinitionFaults(scope, props.targetService),
    ...placeFaults(props.targetService),
    ...hookFaults(props),
    ...timeFaults(props),
    ...textFaults(props),
  ];
}

function taskDefinitionFaults(
  scope: IConstruct,
  { taskDefinition, containerName, containerPort }: TargetService,
): string[] {
  const { path } = taskDefinition.node;
  const arn = taskDefinition.taskDefinitionArn;
  if (!cdk.Token.isUnresolved(arn) && !TASK_DEFINITION.test(arn)) {
    return [
      `targetService.taskDefinition is ${arn}, but a deployment needs the full ARN with a revision, such as ` +
        'arn:aws:ecs:us-east-1:123456789012:task-definition/web:7.',
    ];
  }
  return [
    ...retainFaults(taskDefinition),
    ...(taskDefinition instanceof TaskDefinition
      ? containerFaults(taskDefinition, path, containerName, containerPort)
      : []),
    ...stackFaults(scope, taskDefinition),
  ];
}

function retainFaults(taskDefinition: IConstruct): string[] {
  const policy = resourceOf(taskDefinition)?.cfnOptions.updateReplacePolicy;
  if (policy === undefined || policy === cdk.CfnDeletionPolicy.RETAIN) return [];
  return [
    `Task definition ${taskDefinition.node.path} has UpdateReplacePolicy ${policy}, so CloudFormation would deregister ` +
      'the revision that a rollback needs: do not set its removal policy, or set it to RETAIN.',
  ];
}

function containerFaults(
  taskDefinition: TaskDefinition,
  path: string,
  containerName: string,
  containerPort: number,
): string[] {
  if (cdk.Token.isUnresolved(containerName)) return [];
  const container = taskDefinition.findContainer(containerName);
  if (!container) {
    return [
      `targetService.containerName is ${containerName}, but task definition ${path} has no such container.`,
    ];
  }
  if (
    cdk.Token.isUnresolved(containerPort) ||
    container.portMappings.some((mapping) => covers(mapping, containerPort))
  )
    return [];
  const ports = container.portMappings.map((mapping) => mapping.containerPort).join(', ');
  return [
    `targetService.containerPort is ${containerPort}, but container ${containerName} of task definition ${path} has ` +
      `${ports ? `only port ${ports}` : 'no port mapping'}.`,
  ];
}

function covers({ containerPort, containerPortRange }: PortMapping, port: number): boolean {
  return containerPort === port || containerPortRange !== undefined || cdk.Token.isUnresolved(containerPort);
}

/** CloudFormation refuses to change an export that another stack imports, and each release changes this one. */
function stackFaults(scope: IConstruct, taskDefinition: IConstruct): string[] {
  if (!resourceOf(taskDefinition)) return [];
  const [producer, consumer] = [taskDefinition, scope].map((construct) => outermost(cdk.Stack.of(construct)));
  if (!producer || !consumer || producer === consumer) return [];
  return [
    `Task definition ${taskDefinition.node.path} is in stack ${producer.stackName}, and its deployment in stack ` +
      `${consumer.stackName}: the second release would fail, because CloudFormation changes no export in use. Create the ` +
      'task definition in the stack of the deployment group.',
  ];
}

function outermost(stack: cdk.Stack): cdk.Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

function placeFaults({ awsvpcConfiguration, capacityProviderStrategy }: TargetService): string[] {
  const subnets = awsvpcConfiguration?.vpc.selectSubnets(awsvpcConfiguration.vpcSubnets).subnetIds;
  return [
    ...countFaults('targetService.awsvpcConfiguration.vpcSubnets', 'subnets', subnets, 1, 16),
    ...countFaults(
      'targetService.awsvpcConfiguration.securityGroups',
      'security groups',
      awsvpcConfiguration?.securityGroups,
      1,
      5,
    ),
    ...countFaults(
      'targetService.capacityProviderStrategy',
      'capacity providers',
      capacityProviderStrategy,
      1,
      20,
    ),
  ];
}

function hookFaults({ hooks = {}, deploymentGroup, overrideAlarms }: EcsDeploymentProps): string[] {
  const faults = (Object.entries(hooks) as [string, AppSpecHooks[keyof AppSpecHooks]][]).flatMap(
    ([name, hook]) =>
      typeof hook !== 'string' || cdk.Token.isUnresolved(hook) || LAMBDA_FUNCTION.test(hook)
        ? []
        : [`hooks.${name} is ${hook}, which is neither the name nor the ARN of a Lambda function.`],
  );
  if (hooks.afterAllowTestTraffic !== undefined && lacksTestListener(deploymentGroup)) {
    faults.push(
      `hooks.afterAllowTestTraffic needs a test listener, because CodeDeploy never calls it without one: give deployment ` +
        `group ${deploymentGroup.node.path} a blueGreenDeploymentConfig.testListener.`,
    );
  }
  return [...faults, ...countFaults('overrideAlarms', 'alarms', overrideAlarms, 0, 10)];
}

function timeFaults({ timeout, completeWhen, deploymentGroup }: EcsDeploymentProps): string[] {
  if (!timeout || timeout.isUnresolved()) return [];
  const minutes = Math.ceil(timeout.toMinutes({ integral: false }));
  if (minutes < 1 || minutes > LONGEST_TIMEOUT_MINUTES) {
    return [
      `timeout is ${minutes} minutes, but it must be from 1 to ${LONGEST_TIMEOUT_MINUTES} minutes (35 hours).`,
    ];
  }
  const wait = terminationWaitMinutes(deploymentGroup);
  if (completeWhen === 'TRAFFIC_SHIFTED' || minutes > wait) return [];
  return [
    `timeout is ${minutes} minutes, but deployment group ${deploymentGroup.node.path} keeps the old task set for ${wait} ` +
      "minutes after the traffic shift: raise timeout, leave it out, or set completeWhen to 'TRAFFIC_SHIFTED'.",
  ];
}

function textFaults({ description, redeployToken }: EcsDeploymentProps): string[] {
  return [
    ...lengthFaults('description', description, 0, 200),
    ...lengthFaults('redeployToken', redeployToken, 1, 256),
  ];
}

function lengthFaults(name: string, value: string | undefined, least: number, most: number): string[] {
  if (value === undefined || cdk.Token.isUnresolved(value)) return [];
  if (value.length >= least && value.length <= most) return [];
  return [`${name} has ${value.length} characters, but it must have ${least} to ${most}.`];
}

function countFaults(
  name: string,
  things: string,
  values: readonly unknown[] | undefined,
  least: number,
  most: number,
): string[] {
  if (!values || cdk.Token.isUnresolved(values) || (values.length >= least && values.length <= most))
    return [];
  return [`${name} has ${values.length} ${things}, but it must have ${least} to ${most}.`];
}

/** Whether a group of this app has no test listener. Of another group, or one changed by an override, nothing is known. */
function lacksTestListener(group: IEcsDeploymentGroup): boolean {
  const info = property(group, 'loadBalancerInfo') as
    { targetGroupPairInfoList?: { testTrafficRoute?: unknown }[] } | undefined;
  return (
    info?.targetGroupPairInfoList?.every(({ testTrafficRoute }) => testTrafficRoute === undefined) ?? false
  );
}

function terminationWaitMinutes(group: IEcsDeploymentGroup): number {
  const config = property(group, 'blueGreenDeploymentConfiguration') as
    { terminateBlueInstancesOnDeploymentSuccess?: { terminationWaitTimeInMinutes?: unknown } } | undefined;
  const wait = config?.terminateBlueInstancesOnDeploymentSuccess?.terminationWaitTimeInMinutes;
  return typeof wait === 'number' ? wait : 0;
}

/** A property of a group that this app creates; undefined when the group is only referenced, or has overrides. */
function property(group: IEcsDeploymentGroup, name: string): unknown {
  const resource = resourceOf(group) as (cdk.CfnResource & Record<string, unknown>) | undefined;
  if (!resource || hasOverrides(resource)) return undefined;
  return cdk.Stack.of(group).resolve(resource[name]) as unknown;
}

/** Overrides are protected. They replace properties in the template only. */
function hasOverrides(resource: cdk.CfnResource): boolean {
  const overrides = (resource as unknown as { rawOverrides?: { Properties?: object } }).rawOverrides;
  return overrides?.Properties !== undefined;
}
