import type { RunEvent } from '../events';
import { historyOf } from './history';
import type { Lane } from './lane';
import { gridOf, lanesOf } from './lanes';
import { NOTHING } from './page';
import { element, escaped } from './markup';
import { TimeScale } from './scale';
import { PICTURE_STYLE } from './style';

const WIDTH = 960;
const LABELS = 190;
const MARGIN = 12;
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
  const height = y + MARGIN - GAP;
  return drawing(name, height, parts);
}

function drawing(name: string, height: number, parts: readonly string[]): string {
  const paper = element('rect', { width: WIDTH, height, rx: 6, class: 'paper' });
  const content = [element('title', {}, escaped(name)), element('style', {}, PICTURE_STYLE), paper, ...parts];
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img' }, content.join('\n'))}\n`;
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
