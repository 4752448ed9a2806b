/**
 * Puts a text between the markers of its name in a Markdown document: `<!-- bench: name -->` and `<!-- /bench: name -->`.
 * @throws Error when the document does not have them
 */
export function insertBetweenMarkers(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- /bench: ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document has no markers ${begin} … ${end}.`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}
