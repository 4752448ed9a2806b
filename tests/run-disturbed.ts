import { parseArgs } from 'node:util';
import { run } from '../scripts/run';

/**
 * The tests that disturb each operation at each of its calls and invocations, with the number of cases at the end.
 * `--all` disturbs every call in every way; without it, as in `npm test`, calls that only read are failed in one way,
 * in turn.
 */
async function disturbed(): Promise<number> {
  const { all } = parseArgs({ options: { all: { type: 'boolean' } } }).values;
  const jest = require.resolve('jest/bin/jest');
  const env = {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...process.env,
    DISTURBANCES: all ? 'all' : 'some',
  };
  return run(process.execPath, [jest, 'test/disturbed', 'test/older-chain'], { env });
}

void disturbed().then((exitCode) => {
  process.exitCode = exitCode;
});
