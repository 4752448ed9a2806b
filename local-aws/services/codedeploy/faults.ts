/** Faults inside CodeDeploy. All are off at first, and may be changed at any time. */
export interface CodeDeployFaults {
  /** CodeDeploy creates a rollback deployment this late; never, if the group has another deployment by then. */
  rollbackLateSeconds: number;
  /** The original's rollbackInfo shows the id of the rollback deployment this late. */
  rollbackIdLateSeconds: number;
  /** A rollback deployment is InProgress this much longer before it changes anything. */
  rollbackTakesSeconds: number;
  /** Rollback deployments fail and change nothing. */
  failRollback: boolean;
  /** StopDeployment answers Pending; the deployment runs this much longer, then stops. */
  stopPendingSeconds: number;
  /** StopDeployment refuses to stop a running deployment. */
  refuseStop: boolean;
  /** The calls about targets answer DeploymentNotStartedException for this long after the creation (while Created, always). */
  targetsLateSeconds: number;
  /** ListDeployments and lastAttemptedDeployment show a new deployment this late. */
  listedLateSeconds: number;
  /** GetDeployment answers DeploymentDoesNotExistException for this long after the creation. */
  readLateSeconds: number;
  /** instanceTerminationWaitTimeStarted stays false. */
  hideTerminationWait: boolean;
  /** ListTagsForResource answers with the tags of this long ago: none for a resource that is younger. */
  staleTagSeconds: number;
}

export const noFaults = (): CodeDeployFaults => ({
  rollbackLateSeconds: 0,
  rollbackIdLateSeconds: 0,
  rollbackTakesSeconds: 0,
  failRollback: false,
  stopPendingSeconds: 0,
  refuseStop: false,
  targetsLateSeconds: 0,
  listedLateSeconds: 0,
  readLateSeconds: 0,
  hideTerminationWait: false,
  staleTagSeconds: 0,
});
