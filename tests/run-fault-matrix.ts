import { parseArgs } from 'node:util';
import { run } from '../scripts/run';

/**
 * Runs the tests that fail each operation at each of its AWS calls and invocations, and prints the number of cases.
 * `--all` fails every call in every way; without it, as in `npm test`, calls that only read fail in one way, in turn.
 */
async function runFaultMatrix(): Promise<number> {
  const { all } = parseArgs({ options: { all: { type: 'boolean' } } }).values;
  const jest = require.resolve('jest/bin/jest');
  const env = {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...process.env,
    FAULTS: all ? 'all' : 'some',
  };
  return run(process.execPath, [jest, 'test/fault-matrix', 'test/superseded-matrix'], { env });
}

void runFaultMatrix().then((exitCode) => {
  process.exitCode = exitCode;
});
