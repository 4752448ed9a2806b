/**
 * How long things take inside CodeDeploy, in seconds, as seen in recorded deployments of one Fargate task
 * (Amazon ECS Developer Guide, "Creating a service using a blue/green deployment": output of get-deployment-target).
 */
export const TIMINGS = {
  /** A new deployment is Created so long before it is InProgress. */
  created: 2,
  /** From InProgress to the first lifecycle event: the AppSpec is read, service and listeners are looked at. */
  precheck: 1,
  /** An event that has nothing to do of its own. */
  event: 0.5,
  /** Between two lifecycle events. */
  betweenEvents: 0.2,
  /** How often a task set is looked at while it starts. */
  steadyStatePoll: 1,
  /** How often the service is looked at between two steps of a traffic shift. */
  trafficPoll: 10,
  /** A change of weights is on its way for so long: nine intervals of a minute took 552 seconds. */
  shift: 1.3,
  /** From the switch of the primary task set to the end of AllowTraffic. */
  afterShift: 0.7,
  /** How often alarms are looked at. */
  alarmPoll: 10,
  /** Between StopDeployment and the status Stopped. */
  stopping: 2,
  /** From blue's DRAINING to Succeeded. */
  termination: 1,
  /** A rollback deployment: Created, then InProgress; a second each, and a second after the traffic is back. */
  rollbackStep: 1,
} as const;

/** Limits of a deployment (AWS CodeDeploy User Guide, "CodeDeploy limits", "Troubleshoot Amazon ECS deployment issues"). */
export const LIMITS = {
  hookSeconds: 3600,
  installSeconds: 3600,
  /** A task set that scales during a traffic shift has so long to become steady again. */
  unsteadySeconds: 300,
  readyWaitMinutes: 5 * 24 * 60,
} as const;
