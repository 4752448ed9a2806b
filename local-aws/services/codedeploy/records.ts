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
  /** By what identifies a revision: an AppSpec's sha256, an object's place. */
  readonly revisions: Map<string, Revision>;
  deleted: boolean;
}

export interface Revision {
  readonly key: string;
  /** As registered, an AppSpec's text included. */
  readonly location: RevisionLocation;
  readonly registerTime: Date;
  description: string | undefined;
  firstUsedTime: Date | undefined;
  lastUsedTime: Date | undefined;
  readonly groups: Set<string>;
}

export type DeploymentConfig = DeploymentConfigInfo & { deploymentConfigName: string };

/** What a deployment group was given, with the defaults that show on a read. */
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
  blue: string | undefined;
  green: string | undefined;
  /** The task sets as they were when the deployment ended. */
  finalTaskSets: ECSTaskSet[] | undefined;
}

export interface Deployment {
  readonly id: string;
  readonly group: DeploymentGroup;
  readonly creator: DeploymentCreator;
  readonly description: string | undefined;
  /** undefined for a rollback to what the service was created with. */
  readonly revision: Revision | undefined;
  readonly previousRevision: Revision | undefined;
  readonly configName: string;
  readonly trafficRouting: TrafficRoutingConfig | undefined;
  /** The group's settings when the deployment was made; the deployment's own rollback configuration, if it has one. */
  readonly settings: GroupSettings;
  readonly overrideAlarmConfiguration: AlarmConfiguration | undefined;
  readonly createTime: Date;
  startTime: Date | undefined;
  completeTime: Date | undefined;
  status: DeploymentStatus;
  error: ErrorInformation | undefined;
  rollbackInfo: RollbackInfo | undefined;
  /** Where it is in the time that blue is kept after the traffic shift; undefined before. */
  terminationWait: 'started' | 'skipped' | 'over' | undefined;
  readonly target: Target;
}

const TERMINAL = ['Succeeded', 'Failed', 'Stopped'];

/** Whether a deployment has ended, one way or another. */
export const isTerminal = (deployment: Deployment): boolean => TERMINAL.includes(deployment.status);

/** The deployment that holds the group's only slot: from Created to the end of its termination wait. */
export const findActive = (group: DeploymentGroup): Deployment | undefined =>
  group.deployments.findLast((deployment) => !isTerminal(deployment));

/** The newest deployment that succeeded; a rollback counts, as it is a deployment. */
export const findSuccessful = (group: DeploymentGroup): Deployment | undefined =>
  group.deployments.findLast((deployment) => deployment.status === 'Succeeded');

/** One call of one hook function; its status is what the function has reported. */
export interface HookExecution {
  readonly deployment: Deployment;
  readonly event: LifecycleEventName;
  status: 'Succeeded' | 'Failed' | undefined;
}
