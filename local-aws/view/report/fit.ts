/**
 * Widths of the window, in pixels. A part of the picture that has no room in one shows in wider ones only; what has no room in any
 * has the last one. `style.ts` has the rules.
 */
export const WINDOWS = [700, 900, 1100, 1300, 1500, 9999] as const;
export type WindowWidth = (typeof WINDOWS)[number];

/** The labels beside the picture, with their gap, and a scroll bar. */
const BESIDE = 200 + 12 + 16;
/** The page gets no wider. */
const WIDEST = 1640;

/** About the width of a character, in pixels. */
export const CHARACTER = 6.6;

/** The width of the picture in a window. */
export function pictureWidth(window: WindowWidth): number {
  const width = Math.min(window, WIDEST);
  return width - 2 * Math.min(40, Math.max(12, 0.03 * width)) - BESIDE;
}

/**
 * The widest window in which a text has no room.
 * @param pixels what the text needs
 * @param percent its share of the picture
 */
export function leftOutUpTo(pixels: number, percent: number): WindowWidth {
  return WINDOWS.find((window) => (pictureWidth(window) * percent) / 100 >= pixels) ?? 9999;
}

/** The class of a part that is left out in such windows. */
export const upTo = (window: WindowWidth): string => `upto-${window}`;
/** The class of what stands for it there. */
export const insteadUpTo = (window: WindowWidth): string => `instead-${window}`;
