import type { NormalizedSchema } from '@smithy/core/schema';

/** The dotted keys of a form as a tree: `Actions.member.1.Type` is a leaf four levels deep. */
interface Branch {
  value?: string;
  children: Map<string, Branch>;
}

function grow(parameters: URLSearchParams): Branch {
  const root: Branch = { children: new Map() };
  for (const [key, value] of parameters) {
    let branch = root;
    for (const part of key.split('.')) {
      let child = branch.children.get(part);
      if (!child) {
        child = { children: new Map() };
        branch.children.set(part, child);
      }
      branch = child;
    }
    branch.value = value;
  }
  return root;
}

/**
 * Reads the parameters of an AWS query request by the operation's input shape.
 * Source: Smithy, "AWS query protocol", serialization of lists, maps and structures.
 * @throws SyntaxError for an invalid number, boolean or timestamp
 */
export function readQueryInput(schema: NormalizedSchema, parameters: URLSearchParams): unknown {
  return schema.isUnitSchema() ? {} : read(schema, grow(parameters));
}

function read(schema: NormalizedSchema, branch: Branch): unknown {
  if (schema.isStructSchema()) return readStructure(schema, branch);
  if (schema.isListSchema()) return readList(schema, branch);
  if (schema.isMapSchema()) return readMap(schema, branch);
  return readSimple(schema, branch.value ?? '');
}

function readStructure(schema: NormalizedSchema, branch: Branch): unknown {
  const entries: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const child = branch.children.get(member.getMergedTraits().xmlName ?? name);
    if (child) entries.push([name, read(member, child)]);
  }
  return Object.fromEntries(entries);
}

/** The wire form of an empty list is `Name=`. */
function readList(schema: NormalizedSchema, branch: Branch): unknown[] {
  const item = schema.getValueSchema();
  const flat = schema.getMergedTraits().xmlFlattened !== undefined;
  const list = flat ? branch : branch.children.get(item.getMergedTraits().xmlName ?? 'member');
  return numbered(list).map((child) => read(item, child));
}

function readMap(schema: NormalizedSchema, branch: Branch): unknown {
  const flat = schema.getMergedTraits().xmlFlattened !== undefined;
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const value = schema.getValueSchema();
  const valueName = value.getMergedTraits().xmlName ?? 'value';
  const entries = numbered(flat ? branch : branch.children.get('entry')).map((entry) => [
    entry.children.get(keyName)?.value ?? '',
    read(value, entry.children.get(valueName) ?? { children: new Map() }),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function numbered(branch: Branch | undefined): Branch[] {
  if (!branch) return [];
  return [...branch.children]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

function readSimple(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') throw new SyntaxError(`${text} is not a boolean`);
    return text === 'true';
  }
  if (schema.isNumericSchema()) {
    const number = Number(text);
    if (text === '' || Number.isNaN(number)) throw new SyntaxError(`${text} is not a number`);
    return number;
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) throw new SyntaxError(`${text} is not a timestamp`);
    return date;
  }
  return schema.isBlobSchema() ? Buffer.from(text, 'base64') : text;
}
