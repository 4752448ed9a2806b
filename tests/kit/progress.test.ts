import { progressLine } from './progress';

test.each([
  [0, 0, '0 of 10 histories after 0 s'],
  [5, 100, '5 of 10 histories after 100 s, about 1 min 40 s left'],
  [10, 200, '10 of 10 histories after 200 s, about 0 min 0 s left'],
  // Shrinking plays more of them.
  [12, 240, '12 of 10 histories after 240 s'],
])('progress after %d parts', (done, seconds, expected) => {
  const line = progressLine('histories', done, 10, seconds);
  expect(line.replace(/^[█░]+ /, '')).toBe(expected);
  expect(line.indexOf(' ')).toBe(24);
});
