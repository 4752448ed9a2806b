import type { DeploymentGroupInfo, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import type { Service, TaskSet } from '@aws-sdk/client-ecs';
import type { Hooks } from '../../deployment/src/desired-state/appspec';

/** The place of a listener at which the traffic is shifted. */
export interface Route {
  listenerArn: string;
  /** Of a Network Load Balancer, whose listeners have no rules. */
  isNetwork: boolean;
  /** The only rule that forwards to the group's target groups; undefined when the default action does, or several rules. */
  ruleArn: string | undefined;
  /** How many rules and default actions forward to the group's target groups. */
  forwards: number;
  /** Priorities of the listener's rules, which a new rule must not have. */
  priorities: readonly number[];
}

/** What the hand-over reads of a deployment group, its service and its listeners. */
export interface Facts {
  region: string;
  applicationName: string;
  groupName: string;
  group: DeploymentGroupInfo;
  traffic: TrafficRoutingConfig;
  service: Service;
  clusterName: string;
  /** The task set with the production traffic. */
  primary: TaskSet;
  /** ARN of the target group in which the primary task set runs. */
  liveTargetGroup: string;
  /** ARN of the other one. */
  otherTargetGroup: string;
  production: Route;
  test: Route | undefined;
  /** ARNs of the functions that the last successful deployment called. */
  hooks: Hooks;
  /** Why the hooks could not be read; undefined when they could. */
  hooksUnknown: string | undefined;
}
