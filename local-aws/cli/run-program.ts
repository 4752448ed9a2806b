import { ServiceError } from '../core/service';
import type { RegistryPackages } from './open-account';
import { help, readOptions, USAGE, usageError } from './options';
import { errorColours } from '../view/lines/colours';
import { openView } from '../view/open-view';
import { runStory } from './story/run-story';
import { checkReportFile, UnusableReportFile, writeReport } from '../view/report/file';
import { runTemplate } from './run-template';
import type { Story } from './story/story';

/** A program that runs this command line with packages and a story of its own. */
export interface Program {
  /** The usage lines of its help. */
  usage: string;
  /** What it registers, besides the packages that the options name. Called only when a stack is going to run. */
  packages: () => Promise<RegistryPackages>;
  /** What it runs when the user names no template. */
  story: Story;
}

/**
 * Runs a command line, and sets the exit code of the process: 0 only when every step ended as expected.
 * @param words the arguments of the command line, without Node.js and the script
 * @param program absent for the command line itself, which registers only what the options name
 */
export async function runProgram(words: string[], program?: Program): Promise<void> {
  // The SDK's warning about Node.js versions does not belong among stack events.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  process.stdout.on('error', leaveWhenReaderIsGone);
  try {
    process.exitCode = await run(words, program);
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}

/** Virtual seconds a second, slow enough for a view that people watch. */
const LIVE_SPEED = 120;

async function run(words: string[], program: Program | undefined): Promise<number> {
  const options = readOptions(words);
  if (options.help) {
    console.log(help(program?.usage ?? USAGE));
    return 0;
  }
  const packages = async (): Promise<RegistryPackages> => {
    const own = (await program?.packages()) ?? { types: [], modules: [] };
    return { types: [...own.types, ...options.types], modules: [...own.modules, ...options.modules] };
  };
  const { template, stackName, reports } = options;
  if (template === undefined && program === undefined)
    throw usageError('Name a template with --template. (--help lists the options.)');
  for (const report of reports)
    await checkReportFile(report).catch((error: unknown) => {
      throw error instanceof UnusableReportFile ? usageError(error.message) : error;
    });
  const view = await openView();
  const { emit, events } = view;
  const sayInterrupted = (line: string): void => {
    view.leave();
    console.log(line);
    for (const report of reports) {
      writeReport(report, stackName, events, { note: line.trim() });
      console.log(`The report of what happened until then is in ${report}.`);
    }
  };
  const paced = view.isLive ? { ...options, speed: options.speed ?? LIVE_SPEED } : options;
  try {
    const code =
      template === undefined && program
        ? await runStory(program.story, paced, packages, emit, sayInterrupted)
        : await runTemplate(template ?? '', paced, packages, emit, sayInterrupted);
    for (const report of reports) {
      writeReport(report, stackName, events);
      const time = events.at(-1)?.time ?? 0;
      view.emit({ kind: 'said', time, tone: 'plain', text: `The report is in ${report}.` });
    }
    return code;
  } finally {
    view.close();
  }
}

/** The exit code of a program that SIGPIPE ended: 128 and the number of the signal. */
const BROKEN_PIPE = 141;

/** A reader such as `head` has closed the pipe: no line can reach it any more. */
function leaveWhenReaderIsGone(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
  throw error;
}

/** A user's mistake is reported as sentences; a defect of the local AWS keeps its stack trace. */
function report(error: unknown): void {
  if (error instanceof ServiceError)
    for (const line of error.message.split('\n')) console.error(errorColours.red(line));
  else console.error(error);
}
