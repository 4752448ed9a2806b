import type { WindowWidth } from './fit';
import { element, escaped } from './markup';

/** A part of the picture: a label, and markup of SVG whose x coordinates are percentages of its width. */
export interface Lane {
  label: string;
  /** A second, smaller line of the label. */
  note?: string;
  /** What the picture leaves out up to a width of the window. */
  narrow?: { text: string; upTo: WindowWidth };
  kind: 'steps' | 'resource' | 'deployment' | 'traffic' | 'test' | 'users' | 'axis';
  /** In pixels. */
  height: number;
  content: string;
  /** The colours, where the lane has more than one. */
  legend?: readonly { name: string; colour: string }[];
}

/** A text that a browser shows over an element of the picture. */
export const title = (text: string): string => element('title', {}, escaped(text));
