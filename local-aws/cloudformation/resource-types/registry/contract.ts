import { canonical, isMap, valueAt, type Value, type ValueMap } from '../../values/value';
import type { HandlerAnswer, HandlerRequest } from '../provider';
import { pathsOf, type ResourceSchema } from './schema';

/**
 * The physical id: the values of the primary identifier, joined by `|` in the schema's order. undefined while one is
 * missing.
 */
export function physicalIdOf(schema: ResourceSchema, model: ValueMap | undefined): string | undefined {
  const values = pathsOf(schema, 'primaryIdentifier').map((path) => valueAt(model, path));
  if (values.some((value) => value === undefined || value === null || value === '')) return undefined;
  return values.map(String).join('|');
}

/** The primary identifier's properties of a model. */
export function identifierOf(schema: ResourceSchema, model: ValueMap): ValueMap {
  const names = pathsOf(schema, 'primaryIdentifier').map((path) => path[0]);
  return Object.fromEntries(Object.entries(model).filter(([name]) => names.includes(name)));
}

const STATUSES = ['IN_PROGRESS', 'SUCCESS', 'FAILED'];

/**
 * Checks an answer against the contract of handlers.
 * @returns the sentence that says what is wrong, or undefined
 * Source: CloudFormation CLI User Guide, "Resource type handler contract".
 */
export function brokenContract(
  schema: ResourceSchema,
  request: HandlerRequest,
  answer: HandlerAnswer,
): string | undefined {
  const { action } = request;
  if (!STATUSES.includes(answer.status))
    return `The handler answered without a status: ${JSON.stringify(answer)}`;
  if (answer.status === 'FAILED')
    return answer.errorCode === undefined ? 'A failed answer must have an errorCode.' : undefined;
  if (answer.errorCode !== undefined)
    return `An answer with status ${answer.status} must not have the errorCode ${answer.errorCode}.`;
  if (answer.status === 'IN_PROGRESS' && action === 'READ')
    return 'READ and LIST handlers must return synchronously.';
  if (answer.status === 'SUCCESS' && (answer.callbackDelaySeconds ?? 0) > 0)
    return 'A successful answer must not ask for a delay.';
  if (action === 'DELETE') {
    return answer.status === 'SUCCESS' && answer.model !== undefined
      ? 'A successful delete must not answer a model.'
      : undefined;
  }
  return brokenModel(schema, request, answer);
}

function brokenModel(
  schema: ResourceSchema,
  request: HandlerRequest,
  { status, model, physicalId }: HandlerAnswer,
): string | undefined {
  const subject = `The ${request.action} handler's answer (${status})`;
  if (!isMap(model)) return `${subject} must have a model.`;
  if (physicalId === undefined) return `${subject} must have the whole primary identifier in its model.`;
  if (request.physicalId !== undefined && request.physicalId !== physicalId) {
    return `${subject} changed the primary identifier from ${request.physicalId} to ${physicalId}.`;
  }
  if (status !== 'SUCCESS') return undefined;
  const unknown = Object.keys(model).find((name) => !(name in schema.properties));
  if (unknown !== undefined)
    return `${subject} must not have the property ${unknown}, which the schema does not have.`;
  const leaked = pathsOf(schema, 'writeOnlyProperties').find((path) => !isEmpty(valueAt(model, path)));
  return leaked ? `${subject} must not have the write-only property ${leaked.join('/')}.` : undefined;
}

/** Values that the official contract tests count as absent. */
function isEmpty(value: Value | undefined): boolean {
  return ['', '""', 'null', '[]', '{}'].includes(canonical(value));
}
