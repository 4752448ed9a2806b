import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import type { Action, ReadableState, ResourceProvider } from '../resource-types/provider';
import { validationException } from './errors';

/** A resource type that Cloud Control can call. */
export interface Target {
  provider: ResourceProvider;
  state: ReadableState;
}

/** What a request names its type by. */
interface NamedType {
  TypeName?: string | undefined;
  /** Absent for the default version. */
  TypeVersionId?: string | undefined;
}

const TYPE_NAME = /^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$/;

/**
 * The type of a request.
 * @param action what the request does with a resource of the type
 * @throws ServiceError ValidationException, TypeNotFoundException, UnsupportedActionException
 */
export async function targetOf(
  cloudFormation: CloudFormation,
  { TypeName: typeName = '', TypeVersionId: version }: NamedType,
  action: Action | 'LIST',
): Promise<Target> {
  if (!TYPE_NAME.test(typeName))
    throw validationException(
      `1 validation error detected: Value '${typeName}' at 'typeName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${TYPE_NAME.source.slice(1, -1)}`,
    );
  await cloudFormation.loadTypes([{ Type: typeName }]);
  const { registry } = cloudFormation;
  const provider =
    version === undefined ? cloudFormation.findProvider(typeName) : registry.findProvider(typeName, version);
  if (!provider) throw new ServiceError('TypeNotFoundException', `The type '${typeName}' cannot be found.`);
  const { state } = provider;
  if (!state)
    throw unsupported(
      `Resource type ${typeName} does not support ${action} action. The Cloud Control API of the local AWS works with registered types only.`,
    );
  const needed = action === 'UPDATE' ? (['READ', 'UPDATE'] as const) : [action];
  const missing = needed.find((each) => !state.handlers.includes(each));
  if (missing) throw unsupported(`Resource type ${typeName} does not support ${missing} action`);
  return { provider, state };
}

function unsupported(message: string): ServiceError {
  return new ServiceError('UnsupportedActionException', message);
}
