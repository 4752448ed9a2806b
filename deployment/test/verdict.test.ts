import { verdictOf } from '../src/verdict';

test.each([
  ['Created', 'pending'],
  ['Queued', 'pending'],
  ['InProgress', 'pending'],
  ['Baking', 'pending'],
  ['Ready', 'pending'],
  ['Succeeded', 'succeeded'],
  ['Failed', 'failed'],
  ['Stopped', 'failed'],
])('F4 %s means %s', (status, verdict) => {
  expect(verdictOf(status)).toEqual({ verdict, known: true });
});

test('F4 a status that AWS has added is waited out', () => {
  expect(verdictOf('Validating')).toEqual({ verdict: 'pending', known: false });
  expect(verdictOf(undefined)).toEqual({ verdict: 'pending', known: false });
});
