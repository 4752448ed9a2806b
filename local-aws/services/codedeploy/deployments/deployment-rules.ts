import type { CreateDeploymentInput } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { checkAlarms, checkAutoRollback } from '../groups/alarm-rules';
import { checkDescription } from '../applications/revisions';

/**
 * Checks the input of CreateDeployment for an ECS group, except names and revision (API reference, CreateDeployment).
 * @throws DescriptionTooLong, InvalidAutoRollbackConfig, AlarmsLimitExceeded, InvalidAlarmConfig, and one exception for
 *   each member of other compute platforms
 */
export function checkDeploymentInput(input: CreateDeploymentInput): void {
  const refuse = (code: string, message: string) => {
    throw new ServiceError(code, message);
  };
  checkDescription(input.description);
  checkAutoRollback(input.autoRollbackConfiguration);
  checkAlarms(input.overrideAlarmConfiguration);
  if (input.ignoreApplicationStopFailures === true)
    refuse(
      'InvalidIgnoreApplicationStopFailuresValueException',
      'For ECS deployment, ignoreApplicationStopFailures must be false or not specified',
    );
  if (input.updateOutdatedInstancesOnly === true)
    refuse(
      'InvalidUpdateOutdatedInstancesOnlyValueException',
      'For ECS deployment, updateOutdatedInstancesOnly must be false or not specified',
    );
  if (input.fileExistsBehavior !== undefined && input.fileExistsBehavior !== 'DISALLOW')
    refuse(
      'InvalidFileExistsBehaviorException',
      'For ECS deployment, fileExistsBehavior can not be specified',
    );
  if (input.targetInstances !== undefined)
    refuse('InvalidTargetInstancesException', 'For ECS deployment, targetInstances can not be specified');
  if (input.deploymentMode === 'RESTART')
    refuse('InvalidInputException', 'For ECS deployment, deploymentMode can not be RESTART');
}
