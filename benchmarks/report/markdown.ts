import type { Sample } from './statistics';

/** A Markdown table. Every row has as many cells as the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A number with at least three significant digits. */
export function figure(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '—';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** A median with its quartiles: `12.3 (11.9–13.0)`. */
export function spread({ median, spread: [low, high] }: Sample): string {
  return `${figure(median)} (${figure(low)}–${figure(high)})`;
}

/** The cells of a row, with values below the first one in bold: less is better. */
export function compared(values: readonly (number | undefined)[], texts: readonly string[]): string[] {
  const [ours] = values;
  return texts.map((text, index) => {
    const value = values[index];
    return value !== undefined && ours !== undefined && value < ours ? `**${text}**` : text;
  });
}
