import type { DeploymentConfig } from '@aws-sdk/client-cloudformation';
import { validationError } from '../values/errors';

/** How an operation treats unstable resources and failures. */
export interface DeploymentOptions {
  express: boolean;
  /** undefined leaves it to the default of the mode: rollback is on in standard mode and off in express mode. */
  disableRollback: boolean | undefined;
}

interface Input {
  DeploymentConfig?: DeploymentConfig | undefined;
  DisableRollback?: boolean | undefined;
}

/**
 * The deployment options of a request. Source: AWS CloudFormation API Reference, DeploymentConfig.
 * @throws ServiceError ValidationError for an unknown mode, and for two values of DisableRollback that differ
 */
export function deploymentOptionsOf({ DeploymentConfig: config, DisableRollback }: Input): DeploymentOptions {
  const { Mode: mode, DisableRollback: ownDisableRollback } = config ?? {};
  refuseUnknown('deploymentConfig.mode', mode, ['EXPRESS', 'STANDARD']);
  if (DisableRollback !== undefined && (ownDisableRollback ?? DisableRollback) !== DisableRollback) {
    throw validationError('DisableRollback and DeploymentConfig.DisableRollback must have the same value.');
  }
  return { express: mode === 'EXPRESS', disableRollback: ownDisableRollback ?? DisableRollback };
}

/** @throws ServiceError ValidationError when the member has a value that is not one of these */
export function refuseUnknown(place: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  throw validationError(
    `1 validation error detected: Value '${value}' at '${place}' failed to satisfy constraint: Member must satisfy enum value set: [${known.join(', ')}]`,
  );
}
