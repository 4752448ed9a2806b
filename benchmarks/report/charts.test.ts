import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { charts, PICTURES } from './charts';

test('the charts of the documentation are those of its tables: npm run charts', async () => {
  const made = await charts();
  for (const [name, chart] of Object.entries(made))
    expect([name, readFileSync(join(PICTURES, name), 'utf8')]).toEqual([name, chart]);
  expect(made['rollback.svg']).toContain('>89.4<');
});
