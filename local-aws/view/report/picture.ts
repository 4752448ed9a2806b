import type { RunEvent } from '../events';
import { CHARACTER } from './fit';
import { historyOf, type RunHistory } from './history';
import type { Lane } from './lane';
import { gridOf, lanesOf } from './lanes';
import { KEYS, NOTHING } from './page';
import { element, escaped } from './markup';
import { TimeScale } from './scale';
import { hasRoomInPicture, PICTURE_STYLE, PICTURE_WIDTH } from './style';
import { toneOf } from './words';

const LABELS = 190;
const MARGIN = 12;
const WIDTH = LABELS + PICTURE_WIDTH + MARGIN;
const GAP = 6;
const LEGEND_HEIGHT = 15;

/**
 * The picture of a run as a file of SVG for a page of documentation: its steps, the resources that take time, the traffic, and
 * what users got. It has the colours of a light and of a dark theme.
 */
export function runPicture(name: string, events: readonly RunEvent[], nothing = NOTHING): string {
  const history = historyOf(events);
  if (history === undefined) {
    const sentence = element('text', { x: MARGIN, y: 24 }, escaped(`${name}: ${nothing}`));
    return drawing(name, 40, [sentence]);
  }
  const scale = new TimeScale(history.start, history.end);
  const slow = new Set(
    history.operations.filter(({ start, end }) => end > start).map(({ resource }) => resource),
  );
  const lanes = lanesOf(history, scale).filter(
    ({ kind, label }) => kind !== 'deployment' && (kind !== 'resource' || slow.has(label)),
  );
  let y = MARGIN;
  const parts = lanes.map((lane) => {
    const markup = laneMarkup(lane, y, scale);
    y += heightOf(lane) + GAP;
    return markup;
  });
  const steps = lanes.find(({ kind }) => kind === 'steps');
  const hasAllNames = steps?.narrow === undefined || hasRoomInPicture(steps.narrow.upTo);
  const names = hasAllNames ? [] : history.steps.map(({ number, name }) => ({ text: `${number}. ${name}` }));
  for (const entries of [names, keysOf(history)]) {
    if (entries.length === 0) continue;
    y += GAP;
    const rows = rowsOf(entries);
    for (const row of rows) {
      y += LEGEND_HEIGHT;
      parts.push(row(y));
    }
  }
  const height = y + MARGIN;
  return drawing(name, height, parts);
}

function drawing(name: string, height: number, parts: readonly string[]): string {
  const paper = element('rect', { width: WIDTH, height, rx: 6, class: 'paper' });
  const content = [element('title', {}, escaped(name)), element('style', {}, PICTURE_STYLE), paper, ...parts];
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img' }, content.join('\n'))}\n`;
}

/** An entry below the picture: a name, or what a colour means. */
interface Entry {
  text: string;
  key?: string;
}

/** What the colours and the dots of the resources mean, as far as the picture has them. */
function keysOf({ operations, calls }: RunHistory): Entry[] {
  const tones = new Set<string>(operations.map(({ status }) => toneOf(status)));
  const colours = KEYS.filter(([key]) => tones.has(key)).map(([key, text]) => ({ key: `bar ${key}`, text }));
  return [...colours, ...(calls.length > 0 ? [{ key: 'dot', text: 'a call of a handler' }] : [])];
}

/** Puts entries into columns of one width. Each row is drawn at a height. */
function rowsOf(entries: readonly Entry[]): ((y: number) => string)[] {
  const widest = Math.max(
    ...entries.map(({ text, key }) => text.length * CHARACTER + (key === undefined ? 14 : 28)),
  );
  const columns = Math.max(1, Math.floor(PICTURE_WIDTH / widest));
  const count = Math.ceil(entries.length / columns);
  return Array.from({ length: count }, (_, row) => (y) => {
    const own = entries.slice(row * columns, (row + 1) * columns);
    return own.map((entry, column) => entryMarkup(entry, LABELS + column * widest, y)).join('');
  });
}

function entryMarkup({ text, key }: Entry, x: number, y: number): string {
  if (key === undefined) return element('text', { x, y, class: 'note' }, escaped(text));
  const sign =
    key === 'dot'
      ? element('circle', { cx: x + 4.5, cy: y - 4, r: 2, class: key })
      : element('rect', { x, y: y - 9, width: 9, height: 9, rx: 2, class: key });
  return sign + element('text', { x: x + 14, y, class: 'note' }, escaped(text));
}

/** A lane is at least as high as its label. */
function heightOf({ height, note, legend = [] }: Lane): number {
  return Math.max(height, 15 + (note === undefined ? 0 : LEGEND_HEIGHT) + legend.length * LEGEND_HEIGHT);
}

function laneMarkup(lane: Lane, y: number, scale: TimeScale): string {
  const { label, note, kind, height, content, legend = [] } = lane;
  let line = y + 12;
  const texts = [element('text', { x: MARGIN, y: line, class: 'label' }, escaped(label))];
  if (note !== undefined) {
    line += LEGEND_HEIGHT;
    texts.push(element('text', { x: MARGIN, y: line, class: 'note' }, escaped(note)));
  }
  for (const { name, colour } of legend) {
    line += LEGEND_HEIGHT;
    texts.push(
      element('rect', { x: MARGIN, y: line - 9, width: 9, height: 9, rx: 2, class: `area ${colour}` }),
      element('text', { x: MARGIN + 14, y: line, class: 'note' }, escaped(name)),
    );
  }
  const place = {
    x: LABELS,
    y,
    width: WIDTH - LABELS - MARGIN,
    height: Math.max(height, 1),
    overflow: 'visible',
  };
  const grid = kind === 'steps' || kind === 'axis' ? '' : gridOf(scale, height);
  return texts.join('') + element('svg', place, grid + content);
}
