/** An operation in the SDK's schemas: `[9, namespace, name, traits, input, output]`. */
export type Operation = readonly [9, string, string, unknown, unknown, unknown];

/** What a sample is for: an answer in JSON, or an input as the SDK takes it. */
interface Values {
  timestamp: unknown;
  bytes: unknown;
  /** Added to each structure. */
  more: object;
  /** In place of each second member that is a text or a number. */
  instead: { value: unknown } | undefined;
}

/** All that JSON has to escape, and half a character. */
const TEXT = 'naïve "text" \\ \b\n\u0001 日本 🚀 \ud800';

/**
 * The JSON of an answer that has all members of a schema.
 * @param kind `null`: with each second text or number being null
 */
export function answerOf(schema: unknown, kind: 'full' | 'null'): object {
  const instead = kind === 'null' ? { value: null } : undefined;
  return sampleOf(schema, { timestamp: 1_700_000_000.123, bytes: 'AQID', more: {}, instead }) as object;
}

/** An input that has all members of a schema, and one in each structure that is not in it. */
export function inputOf(schema: unknown): object {
  return sampleOf(schema, {
    timestamp: new Date(1_700_000_000_123),
    bytes: new Uint8Array([1, 2, 3]),
    more: { notInTheSchema: TEXT },
    instead: undefined,
  }) as object;
}

const LIST = 64;
const MAP = 128;

/** The numbers and arrays are those of the SDK's generated schemas. (smithy-typescript, packages/types, schema.) */
function sampleOf(reference: unknown, values: Values, depth = 0): unknown {
  const schema = dereference(reference);
  if (typeof schema === 'number') return simple(schema, values);
  if (schema === 'unit') return {};
  if (!Array.isArray(schema)) throw new Error(`Not a schema: ${JSON.stringify(schema)}`);
  const [kind, , , , one, two] = schema as [number, string, string, unknown, unknown, unknown];
  const within = (member: unknown) => sampleOf(member, values, depth + 1);
  if (depth > 12) return undefined;
  if (kind === 0) return within(one);
  if (kind === 1) return [within(one), within(one)];
  if (kind === 2) return { 'a naïve "key"': within(two), other: within(two) };
  const names = one as string[];
  const members = names.map((name, i) => {
    const member = dereference((two as unknown[])[i]);
    const { instead } = values;
    const replaced = instead && i % 2 === 1 && typeof member === 'number';
    return [name, replaced ? instead.value : within(member)] as const;
  });
  return { ...Object.fromEntries(kind === 4 ? members.slice(0, 1) : members), ...values.more };
}

/** A reference is a function, and a member with traits a pair. */
function dereference(reference: unknown): unknown {
  if (typeof reference === 'function') return dereference((reference as () => unknown)());
  if (Array.isArray(reference) && reference.length === 2) return dereference(reference[0]);
  return reference;
}

function simple(schema: number, values: Values): unknown {
  if (schema >= MAP) return { 'a naïve "key"': simple(schema - MAP, values) };
  if (schema >= LIST) return [simple(schema - LIST, values), simple(schema - LIST, values)];
  const samples: Record<number, unknown> = {
    0: TEXT,
    1: 12.5,
    2: true,
    4: values.timestamp,
    15: { a: ['document', 1, false] },
    21: values.bytes,
  };
  if (!(schema in samples)) throw new Error(`No sample for the schema ${schema}.`);
  return samples[schema];
}
