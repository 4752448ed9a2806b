import * as cdk from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { faultsOf } from './checks';
import type {
  AppSpecHooks,
  AwsvpcConfiguration,
  EcsDeploymentProps,
  TargetService,
} from './ecs-deployment-props';
import { CfnEcsDeployment } from './generated/cfn-ecs-deployment';
import { resourceOf } from './resource';

/**
 * An ECS service runs this task definition, put there by a CodeDeploy blue/green deployment. A stack update that changes
 * the task definition runs one deployment and waits for it; when the stack rolls back, so does the service.
 *
 * It takes the place of the construct of this name in `@cdklabs/cdk-ecs-codedeploy`. Like there, its scope is the
 * deployment group and its id `Deployment`, so that a second one for the same group fails.
 */
export class EcsDeployment extends Construct {
  /** Id of the deployment that put the running task set in place. Empty while the service still runs its first one. */
  readonly deploymentId: string;

  constructor(props: EcsDeploymentProps) {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- each deployment group is a Construct
    super(props.deploymentGroup, 'Deployment');
    const { deploymentGroup, targetService } = props;
    // Not 'Resource': the custom resource of @cdklabs/cdk-ecs-codedeploy has that logical id, and CloudFormation refuses
    // a logical id that changes its type.
    const resource = new CfnEcsDeployment(this, 'EcsDeployment', {
      applicationName: deploymentGroup.application.applicationName,
      deploymentGroupName: deploymentGroup.deploymentGroupName,
      ...fromTargetService(targetService),
      hooks: fromHooks(props),
      hookPolicy: props.hookPolicy,
      description: props.description,
      deploymentConfigName: configNameOf(props),
      autoRollbackConfiguration: fromAutoRollback(props.autoRollback),
      overrideAlarmConfiguration: props.overrideAlarms && {
        enabled: props.overrideAlarms.length > 0,
        alarms: props.overrideAlarms.map(({ alarmName }) => ({ name: alarmName })),
      },
      completeWhen: props.completeWhen,
      whenBusy: props.whenBusy,
      timeoutInMinutes: props.timeout && minutesOf(props.timeout),
      stackRollback: props.stackRollback,
      redeployToken: props.redeployToken,
    });
    this.node.defaultChild = resource;
    this.deploymentId = resource.attrDeploymentId;

    retainOldRevisions(targetService);
    for (const [, hook] of hooksOf(props)) {
      if (typeof hook === 'object') this.#allowToAnswer(hook, deploymentGroup.application.applicationName);
    }
    this.node.addValidation({ validate: () => faultsOf(this, props) });
  }

  /**
   * CodeDeploy waits up to an hour for the answer of a hook. The permission names the application, not the group: a group
   * may depend on the function, by an alarm for example. A function of another stack is left alone, because that stack
   * would then depend on this one, which depends on it.
   */
  #allowToAnswer(hook: lambda.IFunction, applicationName: string): void {
    const stack = cdk.Stack.of(this);
    if (cdk.Stack.of(hook) !== stack) return;
    const groups = stack.formatArn({
      service: 'codedeploy',
      resource: 'deploymentgroup',
      arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${applicationName}/*`,
    });
    iam.Grant.addToPrincipal({
      grantee: hook,
      actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
      resourceArns: [groups],
    });
  }
}

/**
 * Without this, CloudFormation deregisters a revision as soon as the next one is deployed. The newest revision goes with
 * the stack, as it does by default; linters want that said beside the other policy.
 */
function retainOldRevisions({ taskDefinition }: TargetService): void {
  const options = resourceOf(taskDefinition)?.cfnOptions;
  if (!options) return;
  options.updateReplacePolicy = cdk.CfnDeletionPolicy.RETAIN;
  options.deletionPolicy ??= cdk.CfnDeletionPolicy.DELETE;
}

function fromTargetService({
  taskDefinition,
  containerName,
  containerPort,
  platformVersion,
  awsvpcConfiguration,
  capacityProviderStrategy,
}: TargetService) {
  return {
    taskDefinition: taskDefinition.taskDefinitionArn,
    containerName,
    containerPort,
    platformVersion,
    networkConfiguration: awsvpcConfiguration && fromNetwork(awsvpcConfiguration),
    capacityProviderStrategy: capacityProviderStrategy?.map(({ capacityProvider, base, weight }) => ({
      capacityProvider,
      base,
      weight,
    })),
  };
}

function fromNetwork({
  vpc,
  vpcSubnets,
  securityGroups,
  assignPublicIp,
}: AwsvpcConfiguration): CfnEcsDeployment.NetworkConfigurationProperty {
  return {
    awsvpcConfiguration: {
      subnets: vpc.selectSubnets(vpcSubnets).subnetIds,
      securityGroups: securityGroups.map(({ securityGroupId }) => securityGroupId),
      assignPublicIp: assignPublicIp ? 'ENABLED' : 'DISABLED',
    },
  };
}

/** The hooks that are given, each with its lifecycle event. */
function hooksOf({ hooks = {} }: EcsDeploymentProps): [keyof AppSpecHooks, lambda.IFunction | string][] {
  const events = Object.keys(hooks) as (keyof AppSpecHooks)[];
  return events.flatMap((event) => (hooks[event] === undefined ? [] : [[event, hooks[event]]]));
}

function fromHooks(props: EcsDeploymentProps): CfnEcsDeployment.HooksProperty | undefined {
  const names = hooksOf(props).map(
    ([event, hook]) => [event, typeof hook === 'string' ? hook : hook.functionArn] as const,
  );
  return names.length > 0 ? Object.fromEntries(names) : undefined;
}

function fromAutoRollback(
  config: codedeploy.AutoRollbackConfig | undefined,
): CfnEcsDeployment.AutoRollbackConfigurationProperty | undefined {
  if (!config) return undefined;
  const events = [
    ...(config.failedDeployment ? ['DEPLOYMENT_FAILURE'] : []),
    ...(config.deploymentInAlarm ? ['DEPLOYMENT_STOP_ON_ALARM'] : []),
    ...(config.stoppedDeployment ? ['DEPLOYMENT_STOP_ON_REQUEST'] : []),
  ];
  return { enabled: events.length > 0, events };
}

/**
 * A group of this app has its configuration itself. One that is only referenced may have any: the CDK then says all at
 * once, also when the app does not say so, and the group decides.
 */
function configNameOf({ deploymentConfig, deploymentGroup }: EcsDeploymentProps): string | undefined {
  if (deploymentConfig) return deploymentConfig.deploymentConfigName;
  if (resourceOf(deploymentGroup)) return undefined;
  const { deploymentConfigName } = deploymentGroup.deploymentConfig;
  const unsaid = codedeploy.EcsDeploymentConfig.ALL_AT_ONCE.deploymentConfigName;
  return deploymentConfigName === unsaid ? undefined : deploymentConfigName;
}

function minutesOf(timeout: cdk.Duration): number {
  if (timeout.isUnresolved()) return timeout.toMinutes();
  return Math.ceil(timeout.toMinutes({ integral: false }));
}
