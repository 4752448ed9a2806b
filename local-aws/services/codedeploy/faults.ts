/** What may go wrong inside CodeDeploy; everything is off at first and may be changed at any time. */
export interface CodeDeployFaults {
  /** A rollback deployment is made so much later; should the group have another deployment by then, never. */
  rollbackLateSeconds: number;
  /** The id of a rollback deployment shows in the original's rollbackInfo so much later. */
  rollbackIdLateSeconds: number;
  /** A rollback deployment is InProgress for so long more before it does anything. */
  rollbackTakesSeconds: number;
  /** Rollback deployments fail and change nothing. */
  failRollback: boolean;
  /** StopDeployment answers Pending first; the deployment goes on for so long before it stops. */
  stopPendingSeconds: number;
  /** StopDeployment is refused although the deployment is running. */
  refuseStop: boolean;
  /** The calls about targets answer DeploymentNotStartedException for so long after the creation (while Created, always). */
  targetsLateSeconds: number;
  /** A new deployment shows in ListDeployments and as lastAttemptedDeployment so much later. */
  listedLateSeconds: number;
  /** GetDeployment answers DeploymentDoesNotExistException for so long after the creation. */
  readLateSeconds: number;
  /** instanceTerminationWaitTimeStarted stays false. */
  hideTerminationWait: boolean;
  /** ListTagsForResource answers with what the tags were so long ago. */
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
