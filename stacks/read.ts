import { writeOnlyProperties, typeName } from '../deployment/org-codedeploy-ecsdeployment.json';
import type { HandlerAnswer } from '../emulator/cloudformation/provider';
import { canonical, isList, isMap, type Value, type ValueMap } from '../emulator/cloudformation/value';
import type { Shop } from './shop';

/** The deployment group has none. */
const isWriteOnly = (type: string, name: string): boolean =>
  type === typeName && writeOnlyProperties.includes(`/properties/${name}`);

/** READ of a resource of the stack, by its identifier alone: what drift detection and import begin with. */
export async function readResource(shop: Shop, logicalId: string): Promise<HandlerAnswer> {
  const { stack, cloudFormation } = shop;
  const { type, model, physicalId } = stack.resources.get(logicalId)!;
  return cloudFormation.findProvider(type)!.invoke({
    action: 'READ',
    stackId: stack.id,
    logicalId,
    properties: model,
    physicalId,
    callbackContext: null,
    token: cloudFormation.uuid(),
    stackTags: stack.tags,
    systemTags: {},
    rollback: false,
    snapshotRequested: false,
  });
}

/**
 * The names of the template's properties that READ answers differently, write-only ones apart. Only what the template
 * has counts, lists of the schema's sets in any order.
 * (CloudFormation User Guide, Detect unmanaged configuration changes with drift detection.)
 */
export async function drifted(shop: Shop, logicalId: string): Promise<string[]> {
  const { properties, type } = shop.stack.resources.get(logicalId)!;
  const { model = {} } = await readResource(shop, logicalId);
  const sets = shop.cloudFormation.findProvider(type)!.unordered.map((path) => path.at(-1));
  const text = (value: Value | undefined): string => canonical(sorted(value ?? null, sets));
  return Object.keys(properties)
    .filter((name) => !isWriteOnly(type, name))
    .filter((name) => text(properties[name]) !== text(asDeclared(model[name], properties[name])));
}

/** Of an actual value only what the template declares. */
function asDeclared(actual: Value | undefined, declared: Value | undefined): Value | undefined {
  if (isMap(actual) && isMap(declared)) {
    const names = Object.keys(declared).filter((name) => name in actual);
    const entries = names.map((name) => [name, asDeclared(actual[name], declared[name]) ?? null] as const);
    return Object.fromEntries(entries) satisfies ValueMap;
  }
  if (isList(actual) && isList(declared) && actual.length === declared.length)
    return actual.map((item, index) => asDeclared(item, declared[index]) ?? null);
  return actual;
}

function sorted(value: Value, sets: (string | undefined)[]): Value {
  if (isList(value)) return value.map((item) => sorted(item, sets));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    const plain = sorted(inner ?? null, sets);
    const isSet = isList(plain) && sets.includes(name);
    return [name, isSet ? plain.map(canonical).sort() : plain] as const;
  });
  return Object.fromEntries(entries);
}
