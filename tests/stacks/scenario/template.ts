import type { BlueGreenService } from '#local-aws';
import type { Properties, Version } from '#test-kit';

/** A resource as a template declares it. */
export interface ResourceDeclaration {
  Type: string;
  Properties?: Properties;
  [attribute: string]: unknown;
}

/** What a test chooses about the stack's template. */
export interface TemplateOptions {
  /** Which of the service's task definitions the stack asks for. Default: 1. */
  version?: Version;
  /** Properties of the deployment group that replace the usual ones; undefined removes one. */
  group?: Properties;
  /** Properties of the deployment that replace the usual ones; undefined removes one. */
  deployment?: Properties;
  /** Further resources, or replacements; undefined removes one. */
  resources?: Record<string, ResourceDeclaration | undefined>;
  outputs?: Record<string, unknown>;
}

/** The required properties of a deployment group for this service, with a test listener and without waits. */
export function groupProperties(service: BlueGreenService): Properties {
  return {
    ApplicationName: service.applicationName,
    ServiceRoleArn: service.serviceRoleArn,
    DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    ECSServices: [{ ClusterName: service.clusterName, ServiceName: service.serviceName }],
    LoadBalancerInfo: loadBalancerInfo(service, true),
  };
}

export function loadBalancerInfo(service: BlueGreenService, withTestListener: boolean): Properties {
  return {
    TargetGroupPairInfoList: [
      {
        TargetGroups: service.targetGroups.map(({ name }) => ({ Name: name })),
        ProdTrafficRoute: { ListenerArns: [service.productionListenerArn] },
        ...(withTestListener && { TestTrafficRoute: { ListenerArns: [service.testListenerArn] } }),
      },
    ],
  };
}

/** Properties of a group: a ready wait and a termination wait, in minutes; 0 means no wait. */
export function waits(minutes: { ready?: number; termination?: number }): Properties {
  const { ready = 0, termination = 0 } = minutes;
  return {
    BlueGreenDeploymentConfiguration: {
      DeploymentReadyOption:
        ready > 0
          ? { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: ready }
          : { ActionOnTimeout: 'CONTINUE_DEPLOYMENT' },
      TerminateBlueInstancesOnDeploymentSuccess: {
        Action: 'TERMINATE',
        TerminationWaitTimeInMinutes: termination,
      },
    },
  };
}

/** Properties of a group: ten percent of the traffic moves first, the rest after five minutes. */
export const CANARY: Properties = { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };

/** A template with a deployment group `Group` and a deployment `Deployment` for the service. */
export function stackTemplate(service: BlueGreenService, options: TemplateOptions): string {
  const { version = 1, group, deployment, resources, outputs } = options;
  const declared: Record<string, ResourceDeclaration | undefined> = {
    Group: {
      Type: 'Org::CodeDeploy::EcsDeploymentGroup',
      Properties: { ...groupProperties(service), ...group },
    },
    Deployment: {
      Type: 'Org::CodeDeploy::EcsDeployment',
      Properties: {
        ApplicationName: service.applicationName,
        DeploymentGroupName: { 'Fn::Select': [1, { 'Fn::Split': ['|', { Ref: 'Group' }] }] },
        TaskDefinition: service.taskDefinitions[version - 1],
        ...deployment,
      },
    },
    ...resources,
  };
  // JSON leaves out what is undefined.
  return JSON.stringify({ Resources: declared, Outputs: outputs });
}
