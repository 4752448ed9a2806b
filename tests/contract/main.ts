import { findCfn, HOW_TO_GET_CFN } from '../../scripts/cfn';
import { contractTests } from './contract-tests';
import { HELP, readWish, UsageError } from './options';
import { instructions, serveTypes } from './serve';

const UNUSABLE = 2;
const INTERRUPTED = 130;

// The types run on a newer Node.js than the oldest that this repository works with; the SDK would say so.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** `npm run contract-tests`. */
async function main(): Promise<number> {
  const wish = readWish(process.argv.slice(2));
  if (wish.name === 'help') {
    console.log(HELP);
    return 0;
  }
  const cfn = findCfn();
  if (!cfn) throw new UsageError(`The contract tests cannot run: ${HOW_TO_GET_CFN}`);
  return wish.name === 'test' ? contractTests(cfn) : serve(cfn, wish.port);
}

async function serve(cfn: string, port: number): Promise<number> {
  const served = await serveTypes(port);
  console.log(instructions(cfn, served));
  await new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  await served.close();
  console.error('\nThe functions and the local AWS are gone.');
  return INTERRUPTED;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    console.error(error instanceof UsageError ? error.message : error);
    process.exitCode = UNUSABLE;
  },
);
