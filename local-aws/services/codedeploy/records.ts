import type {
  AlarmConfiguration,
  ComputePlatform,
  DeploymentCreator,
  DeploymentConfigInfo,
  DeploymentGroupInfo,
  DeploymentStatus,
  ECSTaskSet,
  ErrorInformation,
  LifecycleEventStatus,
  RevisionLocation,
  RollbackInfo,
  TargetStatus,
  TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';
import type { TagHistory } from './tag-history';

export interface Application {
  readonly id: string;
  name: string;
  readonly platform: ComputePlatform;
  readonly createTime: Date;
  readonly tags: TagHistory;
  /** By name. */
  readonly groups: Map<string, DeploymentGroup>;
  /** By the key of the revision: an AppSpec's sha256, or an object's location. */
  readonly revisions: Map<string, Revision>;
  deleted: boolean;
}

export interface Revision {
  readonly key: string;
  /** As registered, with the text of an AppSpec. */
  readonly location: RevisionLocation;
  readonly registerTime: Date;
  description: string | undefined;
  firstUsedTime: Date | undefined;
  lastUsedTime: Date | undefined;
  readonly groups: Set<string>;
}

export type DeploymentConfig = DeploymentConfigInfo & { deploymentConfigName: string };

/** The settings of a deployment group, with the defaults that reads show. */
export type GroupSettings = Omit<
  DeploymentGroupInfo,
  | 'applicationName'
  | 'deploymentGroupId'
  | 'deploymentGroupName'
  | 'computePlatform'
  | 'targetRevision'
  | 'lastAttemptedDeployment'
  | 'lastSuccessfulDeployment'
  | 'deploymentConfigName'
  | 'serviceRoleArn'
> & { deploymentConfigName: string; serviceRoleArn: string };

export interface DeploymentGroup {
  readonly id: string;
  readonly application: Application;
  name: string;
  settings: GroupSettings;
  readonly tags: TagHistory;
  /** Oldest first. */
  readonly deployments: Deployment[];
  deleted: boolean;
}

export interface LifecycleEventRecord {
  readonly name: LifecycleEventName;
  status: LifecycleEventStatus;
  startTime: Date | undefined;
  endTime: Date | undefined;
}

export type LifecycleEventName =
  | 'BeforeInstall'
  | 'Install'
  | 'AfterInstall'
  | 'AllowTestTraffic'
  | 'AfterAllowTestTraffic'
  | 'BeforeAllowTraffic'
  | 'AllowTraffic'
  | 'AfterAllowTraffic';

/** The one target of a deployment: its service. */
export interface Target {
  /** `cluster:service`, by name. */
  readonly id: string;
  /** ARN of the service. */
  readonly arn: string;
  status: TargetStatus;
  lastUpdatedAt: Date;
  readonly events: LifecycleEventRecord[];
  /** Ids of the original and of the replacement task set. */
  original: string | undefined;
  replacement: string | undefined;
  /** The task sets as they were when the deployment ended. */
  finalTaskSets: ECSTaskSet[] | undefined;
}

export interface Deployment {
  readonly id: string;
  readonly group: DeploymentGroup;
  readonly creator: DeploymentCreator;
  readonly description: string | undefined;
  /** undefined for a rollback to the task definition that the service was created with. */
  readonly revision: Revision | undefined;
  readonly previousRevision: Revision | undefined;
  readonly configName: string;
  readonly trafficRouting: TrafficRoutingConfig | undefined;
  /** The group's settings at the creation of the deployment, with the deployment's own rollback configuration, if any. */
  readonly settings: GroupSettings;
  readonly overrideAlarmConfiguration: AlarmConfiguration | undefined;
  readonly createTime: Date;
  startTime: Date | undefined;
  completeTime: Date | undefined;
  status: DeploymentStatus;
  error: ErrorInformation | undefined;
  rollbackInfo: RollbackInfo | undefined;
  /** The state of the termination wait; undefined before it. */
  terminationWait: 'started' | 'skipped' | 'over' | undefined;
  readonly target: Target;
}

const TERMINAL = ['Succeeded', 'Failed', 'Stopped'];

/** Whether a deployment has ended. */
export const isTerminal = (deployment: Deployment): boolean => TERMINAL.includes(deployment.status);

/** The deployment that holds the group's only slot: from Created to the end of its termination wait. */
export const findActive = (group: DeploymentGroup): Deployment | undefined =>
  group.deployments.findLast((deployment) => !isTerminal(deployment));

/** The newest deployment that succeeded. A rollback is a deployment, so it counts. */
export const findSuccessful = (group: DeploymentGroup): Deployment | undefined =>
  group.deployments.findLast((deployment) => deployment.status === 'Succeeded');

/** One execution of one hook. Its status is the report of the function. */
export interface HookExecution {
  readonly deployment: Deployment;
  readonly event: LifecycleEventName;
  status: 'Succeeded' | 'Failed' | undefined;
}
