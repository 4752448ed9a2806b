import type { AlarmConfiguration, AutoRollbackConfiguration } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';

const MAXIMUM_ALARMS = 10;
const ROLLBACK_EVENTS: readonly string[] = [
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_STOP_ON_ALARM',
  'DEPLOYMENT_STOP_ON_REQUEST',
];

/**
 * Checks the alarms of a group or of a deployment (API reference, AlarmConfiguration).
 * @throws AlarmsLimitExceededException, InvalidAlarmConfigException
 */
export function checkAlarms(configuration: AlarmConfiguration | undefined): void {
  const names = (configuration?.alarms ?? []).map(({ name }) => name ?? '');
  if (names.length > MAXIMUM_ALARMS)
    throw new ServiceError(
      'AlarmsLimitExceededException',
      `At most ${MAXIMUM_ALARMS} alarms can be specified.`,
    );
  const refuse = (why: string) => {
    throw new ServiceError('InvalidAlarmConfigException', why);
  };
  if (configuration?.enabled === true && names.length === 0)
    refuse('The alarm configuration is enabled, but no alarm is specified.');
  if (names.some((name) => name.length < 1 || name.length > 255))
    refuse('An alarm name must have 1 to 255 characters.');
  if (new Set(names).size < names.length) refuse('An alarm name is specified more than once.');
}

/**
 * Checks the automatic rollback of a group or of a deployment (API reference, AutoRollbackConfiguration).
 * @throws InvalidAutoRollbackConfigException
 */
export function checkAutoRollback(configuration: AutoRollbackConfiguration | undefined): void {
  const events: readonly string[] = configuration?.events ?? [];
  const unknown = events.find((event) => !ROLLBACK_EVENTS.includes(event));
  if (unknown !== undefined)
    throw new ServiceError(
      'InvalidAutoRollbackConfigException',
      `Invalid automatic rollback event: ${unknown}`,
    );
  if (configuration?.enabled === true && events.length === 0)
    throw new ServiceError(
      'InvalidAutoRollbackConfigException',
      'Automatic rollback is enabled, but no event is specified.',
    );
}
