/** More than any API of AWS nests its members. */
const DEEPEST_NESTING = 64;

/**
 * Looks for what no operation can use: numbers that are not finite, such as 1e999, and values that are nested too deep.
 * @returns the sentence that names the place, e.g. `desiredCount`; undefined for an input that is usable
 */
export function unusableInput(value: unknown, place = '', depth = 0): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${place} is not a finite number.`;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (depth === DEEPEST_NESTING) return `${place} is nested more than ${DEEPEST_NESTING} levels deep.`;
  for (const [name, inner] of Object.entries(value)) {
    const found = unusableInput(inner, place === '' ? name : `${place}.${name}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
