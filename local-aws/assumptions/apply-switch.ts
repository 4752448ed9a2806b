import type { LocalAws } from '../local-aws';
import type { Switch } from './assumption';

/**
 * Turns on a reading in a running local AWS.
 * @returns the settings that the constructor of CloudFormation has to get
 */
export function applySwitch(
  { codeDeploy, ecs }: Pick<LocalAws, 'codeDeploy' | 'ecs'>,
  reading: Switch,
): NonNullable<Switch['cloudFormation']> {
  Object.assign(codeDeploy.readings, reading.codeDeployReadings);
  Object.assign(codeDeploy.faults, reading.codeDeployFaults);
  Object.assign(ecs.faults, reading.ecsFaults);
  return reading.cloudFormation ?? {};
}
