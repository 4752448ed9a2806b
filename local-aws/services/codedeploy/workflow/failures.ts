import type { ErrorCode, ErrorInformation } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import type { State } from '../state';

/** The failure of a workflow step. It ends the deployment with `status`. */
export class DeploymentFailure extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly status: 'Failed' | 'Stopped' = 'Failed',
  ) {
    super(message);
  }

  get information(): ErrorInformation {
    return { code: this.code, message: this.message };
  }
}

/**
 * The errors of deployments. The texts of time-outs, hooks and listeners are AWS's own (AWS CodeDeploy User
 * Guide, "Troubleshoot Amazon ECS deployment issues").
 */
export const failures = {
  alarms: (names: string[]) =>
    new DeploymentFailure(
      'ALARM_ACTIVE',
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected ' +
        `deployments have been stopped. Activated alarms: ${names.map((name) => `<${name}>`).join(' ')}`,
      'Stopped',
    ),
  stopped: () => new DeploymentFailure('MANUAL_STOP', 'The deployment was stopped on request.', 'Stopped'),
  readyWait: (minutes: number) =>
    new DeploymentFailure(
      'TIMEOUT',
      `The deployment timed out while waiting for a notification to continue. This time out period is ${minutes} minutes.`,
      'Stopped',
    ),
  install: () =>
    new DeploymentFailure(
      'TIMEOUT',
      'The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.',
    ),
  unsteady: () =>
    new DeploymentFailure(
      'TIMEOUT',
      'The deployment timed out while waiting for the service to reach a steady state. This time out period is 5 minutes.',
    ),
  hook: () =>
    new DeploymentFailure(
      'HOOK_EXECUTION_FAILURE',
      'The deployment failed because one or more of the lifecycle event validation functions failed.',
    ),
  silentHook: () =>
    new DeploymentFailure(
      'TIMEOUT',
      'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one hour ' +
        'after a deployment hook is invoked.',
    ),
  noFunction: (name: string) =>
    new DeploymentFailure('INVALID_LAMBDA_FUNCTION', `The Lambda function ${name} could not be found.`),
  appSpec: (reason: string) =>
    new DeploymentFailure(
      'INVALID_REVISION',
      'The deployment failed because the AppSpec file that specifies the deployment configuration is missing or has an ' +
        `invalid configuration. ${reason}`,
    ),
  noRevision: () =>
    new DeploymentFailure('REVISION_MISSING', 'The revision of the deployment could not be read.'),
  applicationMissing: (name: string) =>
    new DeploymentFailure('APPLICATION_MISSING', `No application found for name: ${name}`),
  groupMissing: (name: string) =>
    new DeploymentFailure('DEPLOYMENT_GROUP_MISSING', `No Deployment Group found for name: ${name}`),
  roleMissing: (group: string) =>
    new DeploymentFailure('IAM_ROLE_MISSING', `IAM Role is missing for deployment group: ${group}`),
  /** @param service e.g. `AWSLambda` */
  rolePermissions: (roleArn: string, service: string) =>
    new DeploymentFailure(
      'IAM_ROLE_PERMISSIONS',
      `The IAM role ${roleArn} does not give you permission to perform operations in the following AWS service: ${service}.`,
    ),
  /** The deployment stops as on an alarm, because an alarm could be active. */
  unreadableAlarms: (roleArn: string) =>
    new DeploymentFailure(
      'IAM_ROLE_PERMISSIONS',
      `The IAM role ${roleArn} does not give you permission to perform operations in the following AWS service: AmazonCloudWatch.`,
      'Stopped',
    ),
  service: (reason: string) => new DeploymentFailure('INVALID_ECS_SERVICE', reason),
  loadBalancing: (reason: string) => new DeploymentFailure('ELASTIC_LOAD_BALANCING_INVALID', reason),
  notBehind: (listenerOrRuleArn: string) =>
    new DeploymentFailure(
      'ELASTIC_LOAD_BALANCING_INVALID',
      'The ELB could not be updated due to the following error: Primary taskset target group must be behind listener ' +
        listenerOrRuleArn,
    ),
  rollback: () => new DeploymentFailure('INTERNAL_ERROR', 'The rollback could not be completed.'),
};

/**
 * Runs a call to ECS.
 * @throws DeploymentFailure with the answer of ECS; any other error is thrown unchanged
 */
export function withEcs<Result>(state: State, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new DeploymentFailure(
      'ECS_UPDATE_ERROR',
      `The ECS service cannot be updated due to an unexpected error: ${error.message} (Service: AmazonECS; Status Code: ` +
        `${error.status}; Error Code: ${error.code}; Request ID: ${state.ids.uuid()}). Check your ECS service status.`,
    );
  }
}

/** The same for a call to Elastic Load Balancing. */
export function withLoadBalancing(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw failures.loadBalancing(`The ELB could not be updated due to the following error: ${error.message}`);
  }
}
