import { insertBetweenMarkers } from './document';

const document = 'before\n<!-- bench: memory -->\nold\n<!-- /bench: memory -->\nafter\n';

test('replaces what stands between the markers and nothing else', () => {
  const once = insertBetweenMarkers(document, 'memory', 'new');
  expect(once).toBe('before\n<!-- bench: memory -->\n\nnew\n\n<!-- /bench: memory -->\nafter\n');
  expect(insertBetweenMarkers(once, 'memory', 'new')).toBe(once);
});

test('refuses a document without the markers', () => {
  expect(() => insertBetweenMarkers(document, 'trouble', 'new')).toThrow(
    'no markers <!-- bench: trouble -->',
  );
});
