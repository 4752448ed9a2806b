import type { Outcome } from './outcome';
import type { TypeFacts } from './type-facts';

/** What the run has observed. A member is absent when the run did not come so far. */
export interface Facts {
  /** GetDeploymentGroup and ListTagsForResource for a group that does not exist. */
  missingGroup?: Outcome;
  tagsOfMissingGroup?: Outcome;
  /** CreateDeploymentGroup without a configuration: the configuration of the new group. */
  absentConfig?: Outcome<{ configName: string | undefined }>;
  /** CreateDeploymentGroup with a role that does not exist. */
  unusableRole?: Outcome;
  /** A group that was created without autoRollbackConfiguration. */
  neverSetRollback?: { shown: boolean };
  /** CreateDeploymentGroup with KEEP_ALIVE, two equal target groups, a target group or a listener that does not exist. */
  keepAlive?: Outcome;
  equalTargetGroups?: Outcome;
  missingTargetGroup?: Outcome;
  missingListener?: Outcome;
  /** GetApplicationRevision for the sha256 of a registered AppSpec. */
  revisionBySha256?: Outcome;
  /** UpdateDeploymentGroup without deploymentReadyOption: whether it has stayed. */
  halfBlueGreen?: Outcome<{ kept: boolean }>;
  /** The production listener forwarded to one target group; to how many after UpdateDeploymentGroup with the load balancer. */
  updatedListener?: { targetGroups: number };
  /** The platform version of the task set of a service that asks for the latest one. */
  platformVersion?: string;
  tagLagSeconds?: number;
  readLagSeconds?: number;
  listLagSeconds?: number;
  targetLagSeconds?: number;
  /** CreateDeployment while a deployment is active. `namesIt`: the text has its id. */
  busy?: { outcome: Outcome; namesIt: boolean };
  updateWhileDeploying?: Outcome;
  /** From the end of the traffic shift until DescribeServices showed the new task set as PRIMARY. */
  primaryLagSeconds?: number;
  /** ContinueDeployment for each wait before it has begun. */
  continueReady?: Outcome;
  continueTermination?: Outcome;
  inTerminationWait?: { status: string | undefined; flag: boolean };
  firstStop?: Outcome<{ status: string | undefined }>;
  secondStop?: Outcome;
  afterStop?: {
    flag: boolean;
    targetStatus: string | undefined;
    /** From the end of the deployment until a second deployment was listed; undefined: not within a minute. */
    rollbackListedSeconds: number | undefined;
    /** From then until the deployment's rollbackInfo named the rollback; undefined: not within a minute. */
    rollbackLagSeconds: number | undefined;
    rollbackSeconds: number | undefined;
    /** Whether ListDeployments gave the rollback before the deployment. */
    newestFirst: boolean | undefined;
    lastSuccessfulIsRollback: boolean | undefined;
    /** Whether GetDeployment shows a deploymentOverview. */
    overview: boolean;
    /** Whether the deployment's target shows the same task set as PRIMARY as before its rollback. */
    samePrimary: boolean;
    /** The statuses of the rollback's lifecycle events other than AllowTraffic. */
    rollbackEvents: string[] | undefined;
  };
  /** A deployment with a wrong AppSpec. */
  wrongAppSpec?: { code: string | undefined; events: string[] | undefined };
  /** Deployments that were stopped before they had traffic, and whether each was rolled back. */
  stopAtCreation?: { rollback: boolean };
  stopInInstall?: Outcome;
  stopCode?: string;
  stopWithoutFlag?: { configured: boolean; notConfigured: boolean };
  stopWithFalse?: { rollback: boolean };
  /** CreateDeployment with an alarm that does not exist. Where it was accepted, Install began all the same. */
  missingAlarm?: Outcome;
  /** Whether a task set that a stopped deployment has left was still there in the next deployment's Install. */
  leftTaskSets?: { kept: boolean };
  deploymentOfDeletedGroup?: Outcome;
  /** Whether a listener kept the weights that it got outside of its stack, when the stack changed its port. */
  listenerTraffic?: 'kept' | 'reset';
  /** What was observed with the probe's types. */
  types?: TypeFacts;
}
