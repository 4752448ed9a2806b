import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { FunctionRuntime, startLocalAws } from '#local-aws';
import { bundle } from '../../scripts/bundle';
import { run } from '../../scripts/run';
import { folderOf, RESOURCE_TYPES, type ResourceType, schemaFileOf } from '../../scripts/types';
import { serveFunction } from './function-server';
import { type Handlers, PermissionCheck } from './permissions';
import { prepareExports } from './exports';

const ACCESS_KEY = 'ASIACONTRACTTEST0001';

/**
 * Runs the contract tests of the CloudFormation CLI for both types: the packaged code against the local AWS.
 * @param cfn path of the CLI
 * @returns the exit code: 0 when all have passed
 */
export async function contractTests(cfn: string): Promise<number> {
  for (const type of RESOURCE_TYPES) {
    console.log(`\nContract tests of ${type.typeName}`);
    const exitCode = await testType(type, cfn);
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}

async function testType(type: ResourceType, cfn: string): Promise<number> {
  const aws = await startLocalAws();
  const exports = await prepareExports(type, aws);
  const { handlers } = JSON.parse(await readFile(schemaFileOf(type), 'utf8')) as { handlers: Handlers };
  const permissions = new PermissionCheck(handlers, aws.calls, ACCESS_KEY);
  const code = await unpack(type);
  const runtime = new FunctionRuntime({
    file: code.file,
    handler: 'handlers.entrypoint',
    environment: { AWS_ENDPOINT_URL: aws.endpoint },
    clock: aws.clock,
  });
  const server = await serveFunction(
    permissions.watch((event) => runtime.invoke(event)),
    aws.clock,
  );
  try {
    const exitCode = await runCfnTest(type, cfn, server.endpoint, exports);
    const missing = permissions.missing();
    if (missing.length > 0) console.error(`The schema lacks these permissions: ${missing.join(', ')}`);
    return missing.length > 0 ? 1 : exitCode;
  } finally {
    await server.close();
    await runtime.kill();
    await aws.close();
    await code.remove();
  }
}

/** Unpacks the code of the type's package into a new folder. */
async function unpack(type: ResourceType): Promise<{ file: string; remove: () => Promise<void> }> {
  const { zip } = await bundle(type);
  const provider = unzipSync(await readFile(zip))['ResourceProvider.zip'] ?? new Uint8Array();
  const code = unzipSync(provider)['dist/handlers.js'];
  if (!code) throw new Error(`${zip} has no dist/handlers.js.`);
  const folder = await mkdtemp(join(tmpdir(), 'contract-tests-'));
  const file = join(folder, 'handlers.js');
  await writeFile(file, code);
  return { file, remove: () => rm(folder, { recursive: true }) };
}

async function runCfnTest(
  type: ResourceType,
  cfn: string,
  endpoint: string,
  exports: Record<string, string>,
): Promise<number> {
  const named = Object.entries(exports).map(([name, value]) => [`contract-test:${name}`, value]);
  const script = join(__dirname, 'run.py');
  return run(await pythonOf(cfn), [script, endpoint, JSON.stringify(Object.fromEntries(named))], {
    cwd: folderOf(type),
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
  });
}

/** The Python interpreter of the CLI, from the first line of its script. */
async function pythonOf(cfn: string): Promise<string> {
  const [line = ''] = (await readFile(cfn, 'utf8')).split('\n');
  return line.startsWith('#!') ? line.slice(2).trim() : 'python3';
}
