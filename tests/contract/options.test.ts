import { readWish } from './options';

/** The sentence with which wrong words are refused. */
const refusal = (...words: string[]): string => {
  try {
    return JSON.stringify(readWish(words));
  } catch (error) {
    return String(error);
  }
};

test('without options the tests run; --serve takes a port', () => {
  expect(readWish([])).toEqual({ name: 'test' });
  expect(readWish(['--serve'])).toEqual({ name: 'serve', port: 0 });
  expect(readWish(['--serve', '--port', '3001'])).toEqual({ name: 'serve', port: 3001 });
  expect(readWish(['--serve', '-h'])).toEqual({ name: 'help' });
});

test.each([
  [['--port', '3001'], '--port needs --serve. (--help lists the options.)'],
  [['--serve', '--port', 'http'], '--port takes a number from 0 to 65535, not http.'],
  [['--serve', '--port', ''], '--port takes a number from 0 to 65535, not an empty text.'],
  [['--serve', '--port', '65536'], '--port takes a number from 0 to 65535, not 65536.'],
])('refuses %j', (words, sentence) => {
  expect(refusal(...words)).toBe(`Error: ${sentence}`);
});

test('refuses unknown words, and says where the options are', () => {
  expect(refusal('deployment')).toMatch(/Unexpected argument 'deployment'.*\(--help lists the options\.\)$/);
  expect(refusal('--server')).toMatch(/Unknown option '--server'.*\(--help lists the options\.\)$/);
});
