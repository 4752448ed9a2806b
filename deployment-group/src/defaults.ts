import type { AutoRollbackConfiguration } from './models';

/** Always sent: without a name CodeDeploy takes CodeDeployDefault.OneAtATime, which is for servers. */
export const DEPLOYMENT_CONFIG_NAME = 'CodeDeployDefault.ECSAllAtOnce';

/** The only style that an ECS deployment group may have. */
export const DEPLOYMENT_STYLE = {
  deploymentType: 'BLUE_GREEN',
  deploymentOption: 'WITH_TRAFFIC_CONTROL',
} as const;

export const READY_OPTION = { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 } as const;

export const TERMINATION = { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 } as const;

/**
 * All events. To CodeDeploy a ready wait that ends without an approval is a stop on request; without that event it
 * would leave the replacement task set behind.
 */
export const AUTO_ROLLBACK: AutoRollbackConfiguration = {
  enabled: true,
  events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
};
