import { parseArgs } from 'node:util';
import { COMMAND } from '../core/command';
import { startLocalAws } from '../local-aws';
import { interruptionLine } from './interruption';
import { portOf } from './options';

const HELP = `Runs the services of the local AWS for other programs until Ctrl-C: all but CloudFormation.
The first line that it prints is its address. Set AWS_ENDPOINT_URL to it, and use any credentials.

  ${COMMAND} serve [options]

Options
  --port N         default: any free port
  --region NAME    default: us-east-1
  -h, --help

Time stands still until a program advances it, here by 30 seconds:
  curl -X POST --data '{"advanceSeconds": 30}' $AWS_ENDPOINT_URL/_clock

For CloudFormation, and time that passes by itself: ${COMMAND} --template FILE --keep`;

/**
 * Runs the command `serve`. A wrong option sets the exit code of the process to 1.
 * @param words the arguments after `serve`
 */
export async function serve(words: string[]): Promise<void> {
  try {
    await start(words);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}${adviceOn(error)}`);
    process.exitCode = 1;
  }
}

async function start(words: string[]): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: {
      port: { type: 'string' },
      region: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const aws = await startLocalAws({
    port: portOf(values.port),
    ...(values.region === undefined ? {} : { region: values.region }),
  });
  console.log(aws.endpoint);
  let isEnding = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // npm and tsx pass a signal on that the program gets from its terminal, too.
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      if (signal === 'SIGINT') console.error(interruptionLine(aws.clock, 'the local AWS is gone'));
      void aws.close().then(() => process.exit(0));
    });
  }
}

function adviceOn(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return ' (Choose another port, or leave --port out for any free one.)';
  return code.startsWith('ERR_PARSE_ARGS') ? ' (--help lists the options.)' : '';
}
