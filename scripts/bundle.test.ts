import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { bundle } from './bundle';
import { RESOURCE_TYPES } from './types';

type Entrypoint = (event: unknown) => Promise<Record<string, unknown>>;

describe.each(RESOURCE_TYPES)('the package of $typeName', (type) => {
  const unpack = async () => unzipSync(readFileSync((await bundle(type)).zip));

  /** The code as it is in the package, away from this project's node_modules. */
  const load = async (): Promise<{ code: string; entrypoint: Entrypoint }> => {
    const { 'dist/handlers.js': code } = unzipSync((await unpack())['ResourceProvider.zip']!);
    const file = join(mkdtempSync(join(tmpdir(), 'bundle-')), 'handlers.js');
    writeFileSync(file, code!);
    return { code: strFromU8(code!), ...jest.requireActual<{ entrypoint: Entrypoint }>(file) };
  };

  test('holds what cfn submit packs', async () => {
    const names = Object.keys(await unpack());
    expect(names).toEqual(
      expect.arrayContaining([
        '.rpdk-config',
        'schema.json',
        'ResourceProvider.zip',
        'inputs/inputs_1_create.json',
        'inputs/inputs_1_update.json',
        'inputs/inputs_1_invalid.json',
        'src/handlers.ts',
      ]),
    );
    expect(names.filter((name) => name.endsWith('.test.ts'))).toEqual([]);
  });

  test('is the same, byte for byte, when it is made again another day', async () => {
    const today = readFileSync((await bundle(type)).zip);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2040, 1, 29));
    const anotherDay = readFileSync((await bundle(type)).zip);
    clock.mockRestore();
    expect(anotherDay.equals(today)).toBe(true);
  });

  test('has less than 700 KB of code, and no AWS SDK of version 2 in it', async () => {
    const { code } = await load();
    expect(code.length).toBeLessThan(700_000);
    expect(code).not.toContain('aws-sdk/clients');
  });

  test('answers an event that is none with InvalidRequest', async () => {
    const { entrypoint } = await load();
    expect(await entrypoint({ action: 'CREATE' })).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
    });
  });

  test('answers a property of the wrong type with a sentence, before any AWS call', async () => {
    const { entrypoint } = await load();
    const event = {
      action: 'CREATE',
      awsAccountId: '123456789012',
      region: 'us-east-1',
      bearerToken: 'token',
      requestData: { resourceProperties: { AutoRollbackConfiguration: { Enabled: 'perhaps' } } },
    };
    expect(await entrypoint(event)).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message: 'Enabled must be true or false, not "perhaps".',
    });
  });
});
