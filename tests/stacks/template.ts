import type { BlueGreenService } from '#local-aws';

export type Properties = Record<string, unknown>;

/** A resource of a template, as it stands there. */
export interface Declaration {
  Type: string;
  Properties?: Properties;
  [attribute: string]: unknown;
}

/** What a test's template differs in. */
export interface Choices {
  /** Which of the service's task definitions the stack asks for. Default: 1. */
  version?: 1 | 2 | 3;
  /** Properties over those of the deployment group; undefined takes one away. */
  group?: Properties;
  /** Properties over those of the deployment; undefined takes one away. */
  deployment?: Properties;
  /** Resources more, or instead; undefined takes one away. */
  resources?: Record<string, Declaration | undefined>;
  outputs?: Record<string, unknown>;
}

/** Properties of a group for this service: everything that is required, a test listener, and no waits. */
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

/** `DeploymentReadyOption` and termination as minutes; 0 means no wait. */
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

/** A template with a deployment group `Group` and a deployment `Deployment` for the service. */
export function shopTemplate(service: BlueGreenService, choices: Choices): string {
  const { version = 1, group, deployment, resources, outputs } = choices;
  const declared: Record<string, Declaration | undefined> = {
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
