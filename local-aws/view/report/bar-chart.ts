import { element, escaped } from './markup';
import { PICTURE_STYLE } from './style';

/** Narrow enough to be read on a phone, where a picture is as wide as the screen. */
const WIDTH = 460;
/** For the number behind the longest bar. */
const NUMBERS = 56;
const MARGIN = 12;
const LABEL_HEIGHT = 17;
const LEGEND_HEIGHT = 16;
const BAR_HEIGHT = 13;
const GROUP_GAP = 8;
const COLOURS = ['a', 'd', 'c', 'e'];

/** A chart of horizontal bars, in groups. */
export interface BarChart {
  /** What the numbers are, with their unit. */
  title: string;
  /** The names of the bars of each group. */
  series: readonly string[];
  /** A text instead of a number stands where the bar would be. */
  groups: readonly { label: string; values: readonly (number | string)[] }[];
  /** Sentences below the bars. Each must fit into one line. */
  notes?: readonly string[];
}

/** The chart as a file of SVG, with the colours of a light and of a dark theme. */
export function barChart({ title, series, groups, notes = [] }: BarChart): string {
  const numbers = groups.flatMap(({ values }) => values.filter((value) => typeof value === 'number'));
  const largest = Math.max(1e-9, ...numbers);
  const parts: string[] = [element('text', { x: MARGIN, y: 24, class: 'label' }, escaped(title))];
  // Columns have one width: the reader's font decides how wide a name is.
  const columnWidth = Math.max(...series.map((name) => 34 + name.length * 6.2));
  const columns = Math.max(1, Math.floor((WIDTH - MARGIN) / columnWidth));
  let y = 36;
  for (const [index, name] of series.entries()) {
    const x = MARGIN + (index % columns) * columnWidth;
    if (index > 0 && index % columns === 0) y += LEGEND_HEIGHT;
    parts.push(
      element('rect', { x, y, width: 9, height: 9, rx: 2, class: `area ${COLOURS[index] ?? 'a'}` }),
      element('text', { x: x + 14, y: y + 9, class: 'note' }, escaped(name)),
    );
  }
  y += LEGEND_HEIGHT + GROUP_GAP;
  for (const { label, values } of groups) {
    parts.push(element('text', { x: MARGIN, y: y + 12 }, escaped(label)));
    y += LABEL_HEIGHT;
    for (const [index, value] of values.entries()) {
      const isNumber = typeof value === 'number';
      const width = isNumber ? Math.max(1, ((WIDTH - MARGIN - NUMBERS) * value) / largest) : 0;
      const size = { x: MARGIN, y: y + 1, width: Math.round(width * 10) / 10, height: BAR_HEIGHT - 2 };
      if (isNumber) parts.push(element('rect', { ...size, class: `area ${COLOURS[index] ?? 'a'}` }));
      const textX = MARGIN + Math.round(width) + (isNumber ? 6 : 0);
      parts.push(element('text', { x: textX, y: y + 10.5, class: 'note' }, escaped(String(value))));
      y += BAR_HEIGHT;
    }
    y += GROUP_GAP;
  }
  for (const note of notes) {
    parts.push(element('text', { x: MARGIN, y: y + 10, class: 'note' }, escaped(note)));
    y += LEGEND_HEIGHT;
  }
  y += 4;
  const paper = element('rect', { width: WIDTH, height: y, rx: 6, class: 'paper' });
  const content = [
    element('title', {}, escaped(title)),
    element('style', {}, PICTURE_STYLE),
    paper,
    ...parts,
  ];
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${y}`, width: WIDTH, height: y, role: 'img' }, content.join('\n'))}\n`;
}
