import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalAws } from '#local-aws';
import { pythonOf } from '../../scripts/cfn';
import { run } from '../../scripts/run';
import { folderOf, RESOURCE_TYPES, type ResourceType, schemaFileOf } from '../../scripts/types';
import { serveFunctions } from './function-server';
import { type Handlers, PermissionCheck } from './permissions';
import { prepareExports } from './exports';
import { startTypeFunction } from './type-function';

const ACCESS_KEY = 'ASIACONTRACTTEST0001';
/** The name of the function that `cfn test` invokes. */
const CFN_FUNCTION = 'TypeFunction';

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
  const typeFunction = await startTypeFunction(type, aws);
  const server = await serveFunctions({ [CFN_FUNCTION]: permissions.watch(typeFunction.invoke) }, aws.clock);
  try {
    const exitCode = await runCfnTest(type, cfn, server.endpoint, exports);
    const missing = permissions.missing();
    if (missing.length > 0) console.error(`The schema lacks these permissions: ${missing.join(', ')}`);
    return missing.length > 0 ? 1 : exitCode;
  } finally {
    await server.close();
    await typeFunction.close();
    await aws.close();
  }
}

function runCfnTest(
  type: ResourceType,
  cfn: string,
  endpoint: string,
  exports: Record<string, string>,
): Promise<number> {
  const named = Object.entries(exports).map(([name, value]) => [`contract-test:${name}`, value]);
  const script = join(__dirname, 'run.py');
  return run(pythonOf(cfn), [script, endpoint, JSON.stringify(Object.fromEntries(named))], {
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
