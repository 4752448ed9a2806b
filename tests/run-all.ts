import { findCfn, HOW_TO_GET_CFN } from '../scripts/cfn';
import { contractTests } from './contract/contract-tests';
import { run } from '../scripts/run';

/**
 * All tests: ours, then the contract tests of the CloudFormation CLI where it is installed.
 * With arguments only ours, and the arguments go to jest: `npm test -- runtime --watch`.
 */
async function test(args: string[]): Promise<number> {
  const jest = require.resolve('jest/bin/jest');
  const exitCode = await run(process.execPath, [jest, ...(args.length > 0 ? args : ['--coverage'])]);
  if (exitCode !== 0 || args.length > 0) return exitCode;
  const cfn = findCfn();
  if (cfn) return contractTests(cfn);
  console.log(`The contract tests were skipped: ${HOW_TO_GET_CFN}`);
  return 0;
}

// The types run on a newer Node.js than the oldest that this repository works with; the SDK would say so in each test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void test(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
