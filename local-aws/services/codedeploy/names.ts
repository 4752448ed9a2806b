import { ServiceError } from '../../core/service';

/** CodeDeploy's model allows 1 to 100 of these characters in a name. */
const NAME = /^[A-Za-z0-9+=,.@_-]{1,100}$/;

const KINDS = {
  application: { code: 'Application', words: 'Application name' },
  group: { code: 'DeploymentGroup', words: 'Deployment Group name' },
  config: { code: 'DeploymentConfig', words: 'Deployment config name' },
} as const;

/**
 * @returns the name, checked
 * @throws ApplicationNameRequiredException or InvalidApplicationNameException, and those of groups and configurations
 */
export function checkName(kind: keyof typeof KINDS, name: string | undefined): string {
  const { code, words } = KINDS[kind];
  if (!name) throw new ServiceError(`${code}NameRequiredException`, `${words} is missing`);
  if (!NAME.test(name))
    throw new ServiceError(
      `Invalid${code}NameException`,
      `${words} must have 1 to 100 of the characters A-Z, a-z, 0-9 and +=,.@_-: ${name}`,
    );
  return name;
}
