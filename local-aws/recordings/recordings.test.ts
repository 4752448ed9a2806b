import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RECORDINGS } from '.';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));

test('each file is a recording with its address and what it shows', () => {
  expect(Object.keys(RECORDINGS)).toHaveLength(files.length);
  for (const { address, shows } of Object.values(RECORDINGS)) {
    expect(address).toMatch(/^https:\/\/\S+$/);
    expect(shows).toMatch(/^\w/);
  }
});

test('each row of a list has its own address', () => {
  const lists = [
    ...RECORDINGS.deploymentGroupRefusals.answers,
    ...RECORDINGS.deploymentRefusals.answers,
    ...RECORDINGS.deploymentFailures.answers,
    ...RECORDINGS.serviceUpdateRefusals.answers,
    ...RECORDINGS.failedRegisteredType.answers,
    ...RECORDINGS.stackRefusals.answers,
  ];
  expect(lists.filter(({ address }) => !address.startsWith('https://'))).toEqual([]);
});

test.each(files)('%s names no account and no key', (name) => {
  const text = readFileSync(path.join(__dirname, name), 'utf8').replace(/https:\S+/g, '');
  expect(text.match(/\b\d{12}\b/g)?.filter((id) => id !== '123456789012') ?? []).toEqual([]);
  expect(text).not.toMatch(/\b(AKIA|ASIA)[A-Z0-9]{16}\b/);
});
