import pc from 'picocolors';
import { HELP, readOptions } from './options';
import { runOwnTemplate } from './run-template';
import { runStory } from './run-story';
import { ServiceError } from '../core/service';

// The SDK's advice on Node versions is for whoever deploys a program, not for whoever reads stack events.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** @returns the exit code: 0 only when everything ended as it should */
async function main(words: string[]): Promise<number> {
  const options = readOptions(words);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  return options.template === undefined ? runStory(options) : runOwnTemplate(options.template, options);
}

/** Whoever reads a template or an option wrong gets the sentences; a fault in the emulator itself keeps its trace. */
function complain(error: unknown): void {
  if (error instanceof ServiceError)
    for (const line of error.message.split('\n')) console.error(pc.red(line));
  else console.error(error);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    complain(error);
    process.exitCode = 1;
  },
);
