import type { AutoRollbackConfiguration } from './models';

/** Without a name CodeDeploy takes CodeDeployDefault.OneAtATime, which is for servers. */
export const DEPLOYMENT_CONFIG_NAME = 'CodeDeployDefault.ECSAllAtOnce';

/** The only style that an ECS deployment group may have. */
export const DEPLOYMENT_STYLE = {
  deploymentType: 'BLUE_GREEN',
  deploymentOption: 'WITH_TRAFFIC_CONTROL',
} as const;

export const READY_OPTION = { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 } as const;

export const TERMINATION = { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 } as const;

/**
 * All events: CodeDeploy counts a ready wait without an approval as a stop on request, which would leave the replacement
 * task set behind without a rollback.
 */
export const AUTO_ROLLBACK: AutoRollbackConfiguration = {
  enabled: true,
  events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
};
