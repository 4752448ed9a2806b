import { clockTime, checkReportFile, openView, UnusableReportFile, writeReport } from '#view';
import { HELP, readWatchOptions, type WatchOptions } from './watch/options';
import { UsageError } from './watch/usage-error';
import { Watch } from './watch/watch';

const FAILED = 1;
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
  const { stackName, report } = options;
  const watch = new Watch(options, view.emit);
  /** @param note a sentence at the top of the report */
  const finish = (note?: string): void => {
    view.leave();
    if (report === undefined) return;
    writeReport(report, stackName, view.events, { note, nothing: 'Nothing happened while the watch ran.' });
    say('plain', `The report is in ${report}.`);
  };
  const say = (tone: 'plain' | 'good' | 'bad', text: string): void => {
    view.emit({ kind: 'said', time: watch.now, tone, text });
  };
  process.on('SIGINT', () => {
    view.leave();
    const when = clockTime(new Date(watch.now));
    const sentence = `The watch was interrupted at ${when}${watch.isInOperation ? '; the operation goes on without it' : ''}.`;
    say('plain', sentence);
    finish(sentence);
    process.exit(INTERRUPTED);
  });
  try {
    const { isGood, text } = await watch.toTheEnd();
    view.leave();
    say(isGood ? 'good' : 'bad', text);
    finish();
    return isGood ? 0 : FAILED;
  } catch (error) {
    // A report of a stack that was never seen says nothing.
    if (error instanceof UsageError && view.events.length === 0) view.leave();
    else finish();
    throw error;
  } finally {
    watch.close();
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
