/** An element of a policy that may be one value or several. */
export function list<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Whether a text is what a pattern describes: `*` is any characters, `?` is one. Case counts. */
export function matchesPattern(pattern: string, text: string): boolean {
  // The characters between two stars have to appear in order; the ends have to fit.
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return fits(first, text, 0) && first.length === text.length;
  const last = rest.pop() ?? '';
  if (text.length < first.length + last.length || !fits(first, text, 0)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    while (at + part.length <= end && !fits(part, text, at)) at += 1;
    if (at + part.length > end) return false;
    at += part.length;
  }
  return fits(last, text, end);
}

/** Whether a part without stars fits at a position. */
function fits(part: string, text: string, at: number): boolean {
  if (at + part.length > text.length) return false;
  for (let index = 0; index < part.length; index += 1) {
    if (part[index] !== '?' && part[index] !== text[at + index]) return false;
  }
  return true;
}
