import type { HandlerAnswer, HandlerRequest, ResourceProvider } from '#local-aws';
import { SIBLING_TYPE } from '../generate/template';

/** A resource that takes its time, and fails when the template says so. It never fails in a stack rollback. */
export const sibling: ResourceProvider = {
  typeName: SIBLING_TYPE,
  createOnly: [],
  unordered: [],
  taggable: false,
  updatable: true,
  state: undefined,
  timeoutMinutes: () => 720,
  checkDeclared: () => [],
  validate: () => [],
  checkAttribute: (name) => `${SIBLING_TYPE} has no attribute ${name}`,
  attribute: () => undefined,
  identifierOf: () => ({}),
  invoke: async ({
    action,
    properties,
    callbackContext,
    rollback,
  }: HandlerRequest): Promise<HandlerAnswer> => {
    const known = { physicalId: 'sibling', model: properties };
    if (action === 'DELETE') return { status: 'SUCCESS' };
    const fails = properties.Fails === true;
    // A failure takes a second at least. The owner tag orders operations by the millisecond, so the stack rollback must begin
    // later than the update.
    const seconds = Math.max(Number(properties.Seconds), fails ? 1 : 0);
    if (!rollback && action !== 'READ') {
      if (seconds > 0 && callbackContext === null)
        return { status: 'IN_PROGRESS', ...known, callbackContext: 'later', callbackDelaySeconds: seconds };
      if (fails)
        return { status: 'FAILED', errorCode: 'GeneralServiceException', message: 'The sibling has failed.' };
    }
    return { status: 'SUCCESS', ...known };
  },
};
