import type { StackDriftDetectionStatus, StackDriftStatus } from '@aws-sdk/client-cloudformation';
import { providerOf } from '../resource-types/provider';
import { readResource } from '../stacks/read-resource';
import type { ResourceDrift, Stack, StackResource } from '../stacks/stack';
import type { StackEnvironment } from '../stacks/stack-environment';
import { tagKeys } from '../values/tags';
import { isList, isMap, scalarText, toValue, type Value, type ValueMap } from '../values/value';

/** One drift detection on a stack. */
export interface DriftDetection {
  readonly id: string;
  readonly stack: Stack;
  detection: StackDriftDetectionStatus;
  reason: string | undefined;
  status: StackDriftStatus;
  /** undefined until the detection is complete. */
  drifted: number | undefined;
  readonly timestamp: Date;
}

/** Whether drift of a resource can be detected. The READ of native types answers attributes only, so theirs cannot. */
export function knowsDrift(environment: StackEnvironment, { type, physicalId }: StackResource): boolean {
  return providerOf(environment, type).state !== undefined && physicalId !== undefined;
}

/**
 * Starts a drift detection in the next task of the clock.
 * @param logicalIds limits the detection to these resources; undefined means all
 */
export function beginDriftDetection(
  environment: StackEnvironment,
  stack: Stack,
  logicalIds: readonly string[] | undefined,
): DriftDetection {
  const detection: DriftDetection = {
    id: environment.uuid(),
    stack,
    detection: 'DETECTION_IN_PROGRESS',
    reason: undefined,
    status: 'NOT_CHECKED',
    drifted: undefined,
    timestamp: environment.clock.date(),
  };
  environment.clock.after(0, async () => {
    const wanted = [...stack.resources.values()].filter(
      (resource) => logicalIds?.includes(resource.logicalId) !== false && knowsDrift(environment, resource),
    );
    for (const resource of wanted) await detectDrift(environment, stack, resource);
    complete(detection, wanted);
  });
  return detection;
}

function complete(detection: DriftDetection, checked: StackResource[]): void {
  const unknown = checked
    .filter(({ drift }) => drift?.status === 'UNKNOWN')
    .map(({ logicalId }) => logicalId);
  const all = [...detection.stack.resources.values()];
  const drifted = all.filter(
    ({ drift }) => drift?.status === 'MODIFIED' || drift?.status === 'DELETED',
  ).length;
  detection.drifted = drifted;
  detection.status = drifted > 0 ? 'DRIFTED' : unknown.length > 0 ? 'UNKNOWN' : 'IN_SYNC';
  detection.detection = unknown.length > 0 ? 'DETECTION_FAILED' : 'DETECTION_COMPLETE';
  detection.reason =
    unknown.length > 0 ? `Failed to detect drift on resource [${unknown.join(', ')}]` : undefined;
  detection.stack.drift = { status: detection.status, timestamp: detection.timestamp };
}

/** Compares a resource with the stack's template and parameters, and stores the result in the stack. */
export async function detectDrift(
  environment: StackEnvironment,
  stack: Stack,
  resource: StackResource,
): Promise<ResourceDrift> {
  const { state } = providerOf(environment, resource.type);
  const { status, model, errorCode, message } = await readResource(
    environment,
    stack,
    resource.logicalId,
    resource,
  );
  const found: ResourceDrift = {
    status: 'UNKNOWN',
    expected: undefined,
    actual: undefined,
    differences: [],
    reason: undefined,
    timestamp: environment.clock.date(),
  };
  if (status === 'SUCCESS' && model && state) {
    const expected = state.compared(resource.properties);
    const counted =
      environment.settings.driftTags === 'counted'
        ? model
        : withoutInherited(model, expected, state.tagProperty, stack.tags);
    const actual = toValue(pick(counted, Object.keys(expected)));
    found.differences = state.differences(expected, isMap(actual) ? actual : {});
    found.status = found.differences.length === 0 ? 'IN_SYNC' : 'MODIFIED';
    found.expected = expected;
    found.actual = isMap(actual) ? actual : {};
  } else if (errorCode === 'NotFound') {
    found.status = 'DELETED';
  } else {
    found.reason = message ?? 'null';
  }
  resource.drift = found;
  return found;
}

function pick(properties: ValueMap, names: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

/**
 * The model without the tags that the resource has from its stack. They are no drift, unless the template declares
 * them.
 */
function withoutInherited(
  model: ValueMap,
  expected: ValueMap,
  property: string,
  stackTags: Record<string, string>,
): ValueMap {
  const actual = model[property];
  if (!isList(actual)) return model;
  const declared = tagKeys(expected[property]);
  const isInherited = (tag: Value): boolean => {
    const [key, value] = isMap(tag) ? [scalarText(tag.Key), scalarText(tag.Value)] : ['', ''];
    return key.startsWith('aws:') || (!declared.includes(key) && stackTags[key] === value);
  };
  return { ...model, [property]: actual.filter((tag) => !isInherited(tag)) };
}
