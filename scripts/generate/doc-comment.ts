/** A doc comment of lines that stay within the print width of the code; nothing when there is no text. */
export function docComment(text: string | undefined): string {
  if (!text) return '';
  const lines = text
    .replace(/(.{1,100})(?: |$)/g, '$1\n')
    .trimEnd()
    .split('\n');
  return lines.length === 1
    ? `/** ${lines.join('')} */\n`
    : `/**\n${lines.map((line) => ` * ${line}`).join('\n')}\n */\n`;
}
