/**
 * Durations inside CodeDeploy in seconds, from recorded deployments of one Fargate task
 * (Amazon ECS Developer Guide, "Creating a service using a blue/green deployment": output of get-deployment-target).
 */
export const TIMINGS = {
  /** From Created to InProgress. */
  created: 2,
  /** From InProgress to the first lifecycle event: CodeDeploy checks AppSpec, service and listeners. */
  precheck: 1,
  /** A lifecycle event without work. */
  event: 0.5,
  /** Between two lifecycle events. */
  betweenEvents: 0.2,
  /** Between two checks of a starting task set. */
  steadyStatePoll: 1,
  /** Between two checks of the service during a traffic shift. */
  trafficPoll: 10,
  /**
   * Added to each pause of a traffic shift. In the recorded deployment, nine pauses of one minute took 552 seconds instead of
   * 540.
   */
  shift: 1.3,
  /** From the switch of the primary task set to the end of AllowTraffic. */
  afterShift: 0.7,
  /** Between two reads of the alarms. */
  alarmPoll: 10,
  /** Between StopDeployment and the status Stopped. */
  stopping: 2,
  /** From the original task set's DRAINING to Succeeded. */
  termination: 1,
  /** Each of the three steps of a rollback deployment: Created, InProgress, and after the traffic has returned. */
  rollbackStep: 1,
} as const;

/** Limits of a deployment (AWS CodeDeploy User Guide, "CodeDeploy limits", "Troubleshoot Amazon ECS deployment issues"). */
export const LIMITS = {
  hookSeconds: 3600,
  installSeconds: 3600,
  /** How long a service may be unsteady during a traffic shift. */
  unsteadySeconds: 300,
  readyWaitMinutes: 5 * 24 * 60,
} as const;
