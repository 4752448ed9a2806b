const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text for HTML and SVG. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** The same, in which each address is a link. Nothing is loaded from there before a reader follows it. */
export function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s"<>]*[^\s"<>.,;:)])/)
    .map((part, index) =>
      index % 2 === 0 ? escaped(part) : element('a', { href: part, rel: 'noreferrer' }, escaped(part)),
    )
    .join('');
}

/**
 * An element of HTML or SVG.
 * @param attributes those that are undefined are left out
 * @param content markup; text must be escaped
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content = '',
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  return `<${name}${written}>${content}</${name}>`;
}
