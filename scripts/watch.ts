import { checkReportFile, openView, UnusableReportFile, writeReport } from '#view';
import { HELP, readWatchOptions, type WatchOptions } from './watch/options';
import { UsageError } from './watch/usage-error';
import { watch } from './watch/watch';

const CANNOT_WATCH = 2;
const INTERRUPTED = 130;

// The paths that the options name are relative to the user's folder, which npm keeps here.
process.chdir(process.env.INIT_CWD ?? '.');
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** `npm run watch`: shows what happens to a stack on AWS, or on a local AWS. */
async function main(): Promise<number> {
  const options = readWatchOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(HELP);
    return 0;
  }
  if (options.report !== undefined) await checkReportFile(options.report);
  return show(options);
}

async function show(options: WatchOptions): Promise<number> {
  const view = await openView();
  const finish = (): void => {
    view.close();
    if (options.report !== undefined) writeReport(options.report, options.stackName, view.events);
  };
  process.once('SIGINT', () => {
    finish();
    process.exit(INTERRUPTED);
  });
  try {
    return await watch(options, view.emit);
  } finally {
    finish();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isKnown = error instanceof UsageError || error instanceof UnusableReportFile;
    console.error(isKnown ? error.message : error);
    process.exitCode = CANNOT_WATCH;
  },
);
