/** What the SDK's generated schemas_0.js defines: `var Alarm$ = [3, n0, _A, 0, [names of members], [their schemas]];`. */
interface Shape {
  kind: number;
  /** The statement that defines it. */
  text: string;
  /** The shapes that it refers to. Of an operation: its input and its output. */
  refersTo: string[];
}

const SHAPE = /^(?:export )?var (\w+\$?) = \[(-?\d+), n0, \w+,[^;]*\];$/gm;
const REFERENCE = /\(\) => (\w+\$?)/g;

const OPERATION = 9;
const ERROR = -3;

/** The SDK's schema for what has no members: the deserializer passes the value on. */
const UNIT = '"unit"';

/**
 * Shortens the schemas of a service that speaks JSON. A part of an answer that has only texts, numbers and booleans in it
 * is passed on as JSON.parse gives it: its schema would change nothing. Requests keep their schemas, which decide which
 * members are sent.
 * @param source the content of the client's schemas_0.js
 */
export function passPlainAnswersOn(source: string): string {
  const shapes = shapesOf(source);
  const sent = sentShapes(shapes);
  const plain = plainShapes(shapes);
  return source.replace(SHAPE, (text, name: string) =>
    shapes.get(name)?.kind === OPERATION || sent.has(name)
      ? text
      : text.replace(REFERENCE, (reference, member: string) => (plain.has(member) ? UNIT : reference)),
  );
}

/**
 * `{ [_e]: _c }` → `{ "error": _c }`: only of an object with plain keys does a bundler know that it can fall away.
 * @param source the content of the client's schemas_0.js
 */
export function withPlainKeys(source: string): string {
  const texts = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return source.replace(/\[(_\w+)\]:/g, (key, name: string) =>
    texts.has(name) ? `${texts.get(name)}:` : key,
  );
}

function shapesOf(source: string): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const [text, name = '', kind] of source.matchAll(SHAPE)) {
    const refersTo = [...text.matchAll(REFERENCE)].map(([, member = '']) => member);
    shapes.set(name, { kind: Number(kind), text, refersTo });
  }
  return shapes;
}

/** The inputs of all operations and what is within. */
function sentShapes(shapes: ReadonlyMap<string, Shape>): Set<string> {
  const operations = [...shapes.values()].filter(({ kind }) => kind === OPERATION);
  const waiting = operations.flatMap(({ refersTo: [input] }) => input ?? []);
  const sent = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (sent.has(name)) continue;
    sent.add(name);
    waiting.push(...(shapes.get(name)?.refersTo ?? []));
  }
  return sent;
}

/** The shapes that contain texts, numbers and booleans only, at any depth. */
function plainShapes(shapes: ReadonlyMap<string, Shape>): Set<string> {
  const candidates = [...shapes].filter(([, { kind }]) => kind !== OPERATION && kind !== ERROR);
  const plain = new Set(candidates.filter(([, { text }]) => hasPlainMembers(text)).map(([name]) => name));
  let before: number;
  do {
    before = plain.size;
    for (const name of plain) {
      const members = shapes.get(name)?.refersTo ?? [];
      // A list of texts, numbers or booleans that has a name is a number: `var Names = 64 | 0;`.
      if (members.some((member) => shapes.has(member) && !plain.has(member))) plain.delete(name);
    }
  } while (plain.size < before);
  return plain;
}

/**
 * Whether the shape's own members are texts (0), numbers (1), booleans (2), lists (64 | …) or maps (128 | …) of those, or
 * other shapes. Anything else makes it not plain: timestamps, bytes, traits other than "sensitive" (8, for logs only).
 */
function hasPlainMembers(text: string): boolean {
  const members = text
    .replace(/^[^[]*\[\d+, n0, \w+,\s*[08],/, '')
    // How many members are required.
    .replace(/\], \d+\s*\];$/, ']];');
  const schemas = members.match(/\{|n0|(?<![\w$])\d+(?: \| \d+)?/g) ?? [];
  return schemas.every((schema) => /^(?:(?:64|128) \| )?[012]$/.test(schema));
}
