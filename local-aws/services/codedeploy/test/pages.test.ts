import { page } from '../pages';

const self = (item: string) => item;

test('goes through a list page by page and ends without a token', () => {
  const first = page(['a', 'b', 'c'], self, undefined, 2);
  expect(first.items).toEqual(['a', 'b']);
  expect(page(['a', 'b', 'c'], self, first.nextToken, 2)).toEqual({ items: ['c'], nextToken: undefined });
});

test('gives no token when one page holds the whole list', () => {
  expect(page(['a', 'b'], self, undefined, 2).nextToken).toBeUndefined();
});

test('continues after the last item when an item was added in front', () => {
  const { nextToken } = page(['b', 'c', 'd'], self, undefined, 1);
  expect(page(['a', 'b', 'c', 'd'], self, nextToken, 2).items).toEqual(['c', 'd']);
});

test('refuses an unknown token', () => {
  expect(() => page(['a'], self, 'made-up', 1)).toThrow(
    expect.objectContaining({ code: 'InvalidNextTokenException' }) as Error,
  );
});
