import { whatUsersGot, type Span } from './user-spans';

/** Spans as pairs of a minute and the shares from then on, in percent. */
const spans = (...pairs: [number, Record<string, number>][]): Span[] =>
  pairs.map(([minute, shares]) => ({
    from: new Date(Date.UTC(2026, 0, 1) + minute * 60_000),
    shares: new Map(Object.entries(shares)),
  }));

test.each([
  ['before there is a listener', spans(), ''],
  ['nothing changes', spans([1, { old: 100 }]), 'old all the time'],
  [
    'the traffic shifts',
    spans([1, { old: 100 }], [2, { old: 90, new: 10 }], [12, { new: 100 }]),
    'new from 00:02:00, all from 00:12:00',
  ],
  ['the traffic moves at once', spans([1, { 'errors 503': 100 }], [3, { new: 100 }]), 'new from 00:03:00'],
  [
    'a shift is undone',
    spans([1, { old: 100 }], [2, { old: 90, new: 10 }], [3, { old: 80, new: 20 }], [5, { old: 100 }]),
    'old; up to 20% new for 3.0 min',
  ],
  [
    'all users got the new version for less than a minute',
    spans([1, { old: 100 }], [2, { new: 100 }], [2.5, { old: 100 }]),
    'old; new for 30 seconds',
  ],
  ['the shift goes on', spans([1, { old: 100 }], [2, { old: 90, new: 10 }]), 'old and new'],
])('what users got when %s', (_, given, expected) => {
  expect(whatUsersGot(given)).toBe(expected);
});
