import { findCfn, HOW_TO_GET_CFN } from './cfn';
import { regionOf } from './region';
import { run } from './run';
import { folderOf, RESOURCE_TYPES } from './types';

/**
 * Registers both types in the account and region that the AWS credentials name, each as the default version.
 * Arguments go to `cfn submit`, e.g. `npm run submit -- --region eu-central-1`.
 */
async function submit(args: string[]): Promise<number> {
  const cfn = findCfn();
  if (!cfn) {
    console.error(`Nothing was registered: ${HOW_TO_GET_CFN}`);
    return 1;
  }
  const region = regionOf(undefined);
  const env = { ...process.env, ...(region !== undefined && { AWS_DEFAULT_REGION: region }) };
  for (const type of RESOURCE_TYPES) {
    console.log(`Registering ${type.typeName}`);
    const exitCode = await run(cfn, ['submit', '--set-default', ...args], { cwd: folderOf(type), env });
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}

void submit(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
