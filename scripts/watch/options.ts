import { parseArgs } from 'node:util';
import { UsageError } from './usage-error';

export const HELP = `Shows what happens to a stack until its operation ends. It only reads, and changes nothing.

  npm run watch -- --stack-name NAME [options]

Options
  --stack-name NAME     the name or the ARN of the stack
  --region NAME         default: that of the environment or the profile (AWS_REGION, AWS_PROFILE)
  --endpoint-url URL    another address than AWS's, such as that of a local AWS
  --interval SECONDS    the pause between two looks; default: 10, at least 5 on AWS
  --report FILE         writes what happened into one HTML file, with pictures
  -h, --help

Credentials come from the usual places of the AWS SDK. docs/see-it.md has the permissions.

Exit codes: 0 the operation ended well; 1 it failed or was rolled back; 2 the stack could not be watched; 130 Ctrl-C.`;

const DEFAULT_SECONDS = 10;
const LEAST_SECONDS_ON_AWS = 5;
const MOST_SECONDS = 3600;

export interface WatchOptions {
  stackName: string;
  region: string | undefined;
  endpoint: string | undefined;
  intervalSeconds: number;
  report: string | undefined;
}

/**
 * @returns undefined when the user asks for help
 * @throws UsageError
 */
export function readWatchOptions(words: string[]): WatchOptions | undefined {
  const values = parse(words);
  if (values.help === true) return undefined;
  const stackName = values['stack-name'];
  if (stackName === undefined || stackName === '')
    throw new UsageError('Name the stack with --stack-name. (--help lists the options.)');
  const endpoint = values['endpoint-url'];
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:/.test(endpoint)))
    throw new UsageError(`--endpoint-url takes a URL such as http://127.0.0.1:4566, not ${endpoint}.`);
  const least = endpoint === undefined ? LEAST_SECONDS_ON_AWS : 0;
  const seconds = values.interval === undefined ? DEFAULT_SECONDS : Number(values.interval || NaN);
  if (!(seconds >= least && seconds <= MOST_SECONDS))
    throw new UsageError(
      `--interval takes a number of seconds from ${least} to ${MOST_SECONDS}, not ${values.interval ?? ''}.`,
    );
  return { stackName, region: values.region, endpoint, intervalSeconds: seconds, report: values.report };
}

function parse(words: string[]) {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        help: { type: 'boolean', short: 'h' },
        'stack-name': { type: 'string' },
        region: { type: 'string' },
        'endpoint-url': { type: 'string' },
        interval: { type: 'string' },
        report: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)} (--help lists the options.)`,
    );
  }
}
