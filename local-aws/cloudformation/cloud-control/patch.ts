import { applyPatch, type Operation } from 'rfc6902';
import { ServiceError } from '../../core/service';
import {
  canonical,
  isList,
  isMap,
  scalarText,
  valueAt,
  withoutPath,
  type Value,
  type ValueMap,
} from '../values/value';
import { messageOf } from '../values/errors';
import { valueIn } from './documents';
import { validationException } from './errors';
import type { Target } from './target';

/** What an update starts from and leads to, without read-only properties. */
export interface Patched {
  previous: ValueMap;
  desired: ValueMap;
}

/**
 * Applies a patch document to the model that READ has answered. Write-only properties are not in that model: only
 * `add` can set them.
 * Source: Cloud Control API User Guide, "Updating a resource"; RFC 6902. The texts about read-only and create-only
 * properties are AWS's (carina-rs/carina#806 and #809).
 * @throws ServiceError ValidationException or NotUpdatableException
 */
export function patched({ provider, state }: Target, model: ValueMap, patchDocument: string): Patched {
  const result = apply(model, operationsIn(patchDocument));
  const changed = (paths: readonly (readonly string[])[]): string =>
    paths
      .filter((path) => canonical(valueAt(model, path)) !== canonical(valueAt(result, path)))
      .map((path) => `/properties/${path.join('/')}`)
      .join(', ');
  const readOnly = changed(state.readOnly);
  if (readOnly !== '')
    throw validationException(`Invalid patch update: readOnlyProperties [${readOnly}] cannot be updated`);
  const createOnly = changed(provider.createOnly);
  if (createOnly !== '')
    throw new ServiceError(
      'NotUpdatableException',
      `Invalid patch update: createOnlyProperties [${createOnly}] cannot be updated`,
    );
  return {
    previous: state.readOnly.reduce<ValueMap>(withoutPath, model),
    desired: state.readOnly.reduce<ValueMap>(withoutPath, result),
  };
}

/** AWS's own example writes a path without its first slash, so both forms are taken. */
function operationsIn(patchDocument: string): ValueMap[] {
  const document = valueIn('PatchDocument', patchDocument);
  if (!isList(document) || !document.every(isMap))
    throw validationException('PatchDocument must be a list of the operations of RFC 6902.');
  return document.map((operation) =>
    Object.fromEntries(
      Object.entries(operation).map(([name, value]) => [
        name,
        name === 'path' || name === 'from' ? withSlash(value) : value,
      ]),
    ),
  );
}

function withSlash(pointer: Value): Value {
  const lacks = typeof pointer === 'string' && pointer !== '' && !pointer.startsWith('/');
  return lacks ? `/${pointer}` : pointer;
}

function apply(model: ValueMap, operations: readonly ValueMap[]): ValueMap {
  const result = structuredClone(model);
  for (const operation of operations) {
    const problem = problemOf(result, operation);
    if (problem !== undefined)
      throw validationException(
        `Invalid patch update: ${scalarText(operation.op)} ${scalarText(operation.path)}: ${problem}`,
      );
  }
  return result;
}

/** Names that objects of JavaScript inherit. rfc6902 leaves them out of a path. */
const INHERITED = /(^|\/)(__proto__|constructor|prototype)(\/|$)/;

/** Applies one operation to the model in place. Returns what is wrong with it. */
function problemOf(model: ValueMap, operation: ValueMap): string | undefined {
  if (typeof operation.path !== 'string') return 'the operation has no path.';
  if (operation.path === '') return 'an operation changes a property, not the whole resource.';
  if (INHERITED.test(`${operation.path}/${scalarText(operation.from)}`))
    return 'no property has such a name.';
  try {
    const [error] = applyPatch(model, [operation as unknown as Operation]);
    if (!error) return undefined;
    if (error.name === 'MissingError')
      return 'the resource has no value there. To set a property that READ does not return, use "add".';
    if (error.name === 'TestError') return 'the resource has another value there.';
    return 'RFC 6902 has no such operation.';
  } catch (error) {
    return messageOf(error);
  }
}
