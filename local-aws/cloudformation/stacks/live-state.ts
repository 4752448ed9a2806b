import type { StackResourceDriftStatus } from '@aws-sdk/client-cloudformation';
import { providerOf, type ReadableState, type ResourceProvider } from '../resource-types/provider';
import { requiredChange, type RequiredChange } from '../resource-types/required-change';
import { sameTags, tagKeys } from '../values/tags';
import {
  canonical,
  isList,
  isMap,
  omit,
  scalarText,
  valueAt,
  withPath,
  type ValueMap,
} from '../values/value';
import { readResource } from './read-resource';
import type { ResourceChange, Stack } from './stack';
import type { Settings, StackEnvironment } from './stack-environment';

/** A resource as its READ handler answered it when a drift-aware change set was created. */
interface LiveState {
  status: StackResourceDriftStatus;
  /** The model without read-only properties; empty when the resource is gone or cannot be read. */
  properties: ValueMap;
}

/** By logical id. Resources whose type cannot be read completely are missing. */
export type LiveStates = ReadonlyMap<string, LiveState>;

/** Reads all resources of the stack whose READ answers the whole resource. */
export async function readLiveStates(environment: StackEnvironment, stack: Stack): Promise<LiveStates> {
  const states = new Map<string, LiveState>();
  for (const resource of stack.resources.values()) {
    const { state } = providerOf(environment, resource.type);
    if (!state || resource.physicalId === undefined) continue;
    const answer = await readResource(environment, stack, resource.logicalId, resource);
    const isRead = answer.status === 'SUCCESS' && answer.model !== undefined;
    const properties = isRead ? state.compared(answer.model ?? {}) : {};
    const missing = answer.errorCode === 'NotFound' ? 'DELETED' : 'UNKNOWN';
    const drifted = isRead && differs(state, [], resource.properties, resource.properties, properties);
    states.set(resource.logicalId, {
      status: isRead ? (drifted ? 'MODIFIED' : 'IN_SYNC') : missing,
      properties,
    });
  }
  return states;
}

/** What an update does to a resource; `sync` only stores the new properties, because the resource has them already. */
export type RequiredUpdate = RequiredChange | 'sync';

/**
 * Compares the wanted properties with the live ones, and with those of the last deployment where live ones do not count:
 * create-only properties, whose drift is not reverted, and write-only ones. A deleted resource is created again.
 * Without a live state it is the comparison of every update.
 * Source: AWS CloudFormation User Guide, "Using drift-aware change sets", considerations.
 */
export function requiredUpdate(
  provider: ResourceProvider,
  last: ValueMap,
  wanted: ValueMap,
  tags: { before: Record<string, string>; wanted: Record<string, string> },
  live: LiveState | undefined,
): RequiredUpdate {
  const usual = requiredChange(provider, last, wanted, tags.before, tags.wanted);
  if (!provider.state || !live || live.status === 'UNKNOWN' || usual === 'replace') return usual;
  if (live.status === 'DELETED') return 'replace';
  const isHiddenChanged = provider.state.writeOnly.some(
    (path) => canonical(valueAt(last, path)) !== canonical(valueAt(wanted, path)),
  );
  if (isHiddenChanged || differs(provider.state, provider.createOnly, last, wanted, live.properties))
    return provider.updatable ? 'update' : 'replace';
  if (provider.taggable && provider.updatable && !sameTags(tags.before, tags.wanted)) return 'update';
  return usual === 'unchanged' ? 'unchanged' : 'sync';
}

/** The wanted properties that the live ones lack or contradict, and live ones that the template no longer sets. */
function differs(
  state: ReadableState,
  ignored: readonly (readonly string[])[],
  last: ValueMap,
  wanted: ValueMap,
  live: ValueMap,
): boolean {
  const own = withoutForeignTags(state, live, [last, wanted]);
  const expected = state.compared(wanted);
  const isRemoved = Object.keys(state.compared(last)).some((name) => !(name in wanted) && name in own);
  const changed = state
    .differences(expected, own)
    .filter(
      ({ PropertyPath: at = '' }) => !ignored.some((path) => `${at}/`.startsWith(`/${path.join('/')}/`)),
    );
  return isRemoved || changed.length > 0;
}

/**
 * What a drift-aware update of one resource starts from and returns to. A rollback restores the live values of the
 * properties that the last or the wanted template sets. READ does not answer write-only properties: they get the values
 * of the last deployment.
 */
export function liveChange(
  { state }: ResourceProvider,
  last: ValueMap,
  wanted: ValueMap,
  live: LiveState | undefined,
  { revertDriftPrevious, revertDriftRollback }: Settings,
): ResourceChange['live'] {
  if (!state || !live || live.status === 'UNKNOWN') return undefined;
  const own = withoutForeignTags(state, live.properties, [last, wanted]);
  const named = Object.entries(own).filter(([name]) => name in last || name in wanted);
  const sources = {
    live: live.properties,
    merged: withWriteOnly(state, live.properties, last),
    template: last,
  };
  const restored =
    revertDriftRollback === 'template' ? last : withWriteOnly(state, Object.fromEntries(named), last);
  return { previous: sources[revertDriftPrevious], restored };
}

/** The live properties, with the write-only ones of the last deployment. */
function withWriteOnly(state: ReadableState, live: ValueMap, last: ValueMap): ValueMap {
  return state.writeOnly.reduce<ValueMap>((result, path) => {
    const value = valueAt(last, path);
    return value === undefined ? result : withPath(result, path, value);
  }, live);
}

/** Tags with keys that neither template has stay as they are, so they do not count. */
function withoutForeignTags(
  { tagProperty }: ReadableState,
  live: ValueMap,
  templates: readonly ValueMap[],
): ValueMap {
  const tags = live[tagProperty];
  if (!isList(tags)) return live;
  const declared = templates.flatMap((properties) => tagKeys(properties[tagProperty]));
  const own = tags.filter((tag) => isMap(tag) && declared.includes(scalarText(tag.Key)));
  return own.length === 0 ? omit(live, [tagProperty]) : { ...live, [tagProperty]: own };
}
