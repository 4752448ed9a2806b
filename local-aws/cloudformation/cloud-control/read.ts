import type { CloudFormation } from '../cloudformation';
import { requestOutsideStacks } from '../resource-types/provider';
import type { ValueMap } from '../values/value';
import { handlerFailed } from './errors';
import { identifierIn, propertiesOf } from './identifier';
import type { Target } from './target';

export interface Found {
  identifier: string;
  /** What READ answered. */
  model: ValueMap;
}

/**
 * Calls the READ handler of a resource.
 * @throws ServiceError ValidationException for its identifier, or the exception for what the handler answered
 */
export async function readResource(
  cloudFormation: CloudFormation,
  target: Target,
  identifier: string | undefined,
): Promise<Found> {
  const properties = propertiesOf(target, identifier);
  const physicalId = identifierIn(target, properties);
  const token = cloudFormation.uuid();
  const answer = await target.provider.invoke({
    action: 'READ',
    ...requestOutsideStacks(token, properties),
    physicalId,
  });
  if (answer.status !== 'SUCCESS') throw handlerFailed(target.provider.typeName, answer, token);
  return { identifier: answer.physicalId ?? physicalId, model: answer.model ?? {} };
}
