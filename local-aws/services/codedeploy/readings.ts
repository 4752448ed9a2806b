/**
 * Behaviour of CodeDeploy that AWS does not document, or that reports describe in two ways. The first value of each
 * reading is the one that the local AWS takes; tests try the others. `local-aws/assumptions` has a row for each.
 */
export const CODE_DEPLOY_READINGS = {
  /** The configuration of a group that is created without one: refused (a Server configuration), or all at once. */
  absentConfig: ['refused', 'allAtOnce'],
  /** An autoRollbackConfiguration that was never set: reads as disabled, or is absent. */
  neverSetRollback: ['disabled', 'absent'],
  /** Tags of a group that does not exist: none, or DeploymentGroupDoesNotExistException. */
  tagsOfMissingGroup: ['none', 'refused'],
  /** Deployments of a deleted group: can be read, or DeploymentDoesNotExistException. */
  deploymentsOfDeletedGroup: ['readable', 'gone'],
  /** lastSuccessfulDeployment: a rollback that succeeded counts, or not. */
  lastSuccessful: ['rollbackCounts', 'rollbackDoesNotCount'],
  /** The words of the refusal of a second deployment. */
  busyText: ['active', 'deploying', 'withoutId'],
  /** instanceTerminationWaitTimeStarted after the termination wait has begun. */
  terminationFlag: ['kept', 'whileWaiting'],
  /** The status of a deployment in its termination wait. */
  terminationStatus: ['InProgress', 'Baking'],
  /** The target and its events after a stop in the termination wait. */
  targetAfterLateStop: ['Succeeded', 'Failed'],
  /** When the replacement becomes PRIMARY: when it has all traffic, or only when AllowTraffic has ended. */
  primaryFrom: ['allTraffic', 'endOfAllowTraffic'],
  /** StopDeployment without autoRollbackEnabled: the configuration decides, no rollback, or a rollback. */
  stopWithoutFlag: ['configuration', 'never', 'always'],
  /** StopDeployment with autoRollbackEnabled: false. */
  stopWithFalse: ['never', 'configuration'],
  /** A second StopDeployment before the deployment is Stopped. */
  secondStop: ['accepted', 'refused'],
  /** StopDeployment in the termination wait. */
  lateStop: ['accepted', 'refused'],
  /** StopDeployment while the original task set is terminated. */
  stopWhileTerminating: ['completed', 'unsupported'],
  /** From when on a deployment that does not succeed gets a rollback deployment. */
  rollbackFrom: ['install', 'creation'],
  /** The revision of a rollback deployment. */
  rollbackRevision: ['lastSuccessful', 'absent'],
  /** The events of a rollback besides AllowTraffic: Succeeded without a call of a hook, or Skipped. */
  rollbackEvents: ['Succeeded', 'Skipped'],
  /** The error of ContinueDeployment for a wait that has not begun. */
  wrongWait: ['byWait', 'notReady', 'unsupported'],
  /** deploymentOverview of a deployment that has ended: counts its one target, or is absent. */
  overview: ['afterTheEnd', 'never'],
  /** The error for KEEP_ALIVE, a wait above 2880 minutes, and greenFleetProvisioningOption. */
  blueGreenError: ['InvalidBlueGreenDeploymentConfigurationException', 'InvalidInputException'],
  /** The error for two equal target groups, and for a route that does not have exactly one listener. */
  pairError: ['InvalidTargetGroupPairException', 'InvalidLoadBalancerInfoException'],
  /** When a target group that does not exist is noticed. */
  missingTargetGroup: ['atCreation', 'atDeployment'],
  /** The error for a listener that does not exist. */
  missingListener: ['InvalidLoadBalancerInfoException', 'InvalidTargetGroupPairException'],
  /** An update with half of the blue/green block: the other half gets its default, or stays. */
  halfBlueGreen: ['default', 'kept'],
  /** The production listener after an update of load balancer or service: prepared for a deployment, or left alone. */
  updatedListener: ['prepared', 'untouched'],
  /** An update of the group while a deployment runs. */
  updateWhileDeploying: ['accepted', 'refused'],
  /** A registered AppSpec that is given by its sha256 only. */
  revisionBySha256: ['found', 'refused'],
  /** Task sets that an earlier deployment left behind: are deleted when Install begins, or stay. */
  leftTaskSets: ['deleted', 'kept'],
  /** A deployment's alarm that does not exist: has no effect, or the deployment is refused. */
  missingAlarm: ['noEffect', 'refused'],
  /** The code of a deployment's error: one for each cause, or INTERNAL_ERROR for all. */
  errorCodes: ['specific', 'internal'],
  /** The next event of a deployment that fails between two events. */
  failureBetweenEvents: ['skipped', 'failed'],
  /** The task sets of the target of an ended deployment: as they were, or as they are. */
  endedTaskSets: ['frozen', 'live'],
  /** The order of ListDeployments. */
  listOrder: ['newestFirst', 'oldestFirst'],
} as const;

export type CodeDeployReadings = {
  -readonly [Name in keyof typeof CODE_DEPLOY_READINGS]: (typeof CODE_DEPLOY_READINGS)[Name][number];
};

/** The readings that the local AWS takes. */
export const defaultReadings = (): CodeDeployReadings =>
  Object.fromEntries(
    Object.entries(CODE_DEPLOY_READINGS).map(([name, [taken]]) => [name, taken]),
  ) as CodeDeployReadings;
