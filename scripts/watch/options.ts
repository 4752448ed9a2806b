import { parseArgs } from 'node:util';
import { regionOf } from '../region';
import { UsageError } from './usage-error';

export const HELP = `Shows what happens to a stack until its operation ends. It only reads, and changes nothing.

  npm run watch -- --stack-name NAME [options]

Options
  --stack-name NAME     the name or the ARN of the stack
  --region NAME         default: that of AWS_REGION, AWS_DEFAULT_REGION or the profile
  --endpoint-url URL    another address than AWS's, such as that of a local AWS; default: that of AWS_ENDPOINT_URL
  --interval SECONDS    the pause between two looks; default: 10, at least 5 on AWS; 1 on a local AWS
  --report FILE         writes what happened into one HTML file, with pictures
  -h, --help

Credentials come from the usual places of the AWS SDK. docs/see-it.md has the permissions.

Exit codes: 0 the operation ended well; 1 it failed or was rolled back; 2 the stack could not be watched; 130 Ctrl-C.`;

const DEFAULT_SECONDS = 10;
/** A local AWS lets a minute pass in a second. */
const DEFAULT_SECONDS_LOCALLY = 1;
const LEAST_SECONDS_ON_AWS = 5;
const MOST_SECONDS = 3600;

export interface WatchOptions {
  stackName: string;
  region: string | undefined;
  /** Of the option. The SDK finds those of the environment by itself. */
  endpoint: string | undefined;
  /** Where CloudFormation is asked, when the option or the environment says it. */
  address: string | undefined;
  intervalSeconds: number;
  report: string | undefined;
}

/**
 * @param environment region and endpoint are taken from it when no option names them
 * @returns undefined when the user asks for help
 * @throws UsageError
 */
export function readWatchOptions(words: string[], environment = process.env): WatchOptions | undefined {
  const values = parse(words);
  if (values.help === true) return undefined;
  const stackName = values['stack-name'];
  if (stackName === undefined || stackName === '')
    throw new UsageError('Name the stack with --stack-name. (--help lists the options.)');
  const endpoint = values['endpoint-url'];
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:/.test(endpoint)))
    throw new UsageError(`--endpoint-url takes a URL such as http://127.0.0.1:4566, not ${endpoint}.`);
  const address = endpoint ?? endpointIn(environment);
  const isLocal = address !== undefined && isLoopback(address);
  const least = endpoint === undefined && !isLocal ? LEAST_SECONDS_ON_AWS : 0;
  const usual = isLocal ? DEFAULT_SECONDS_LOCALLY : DEFAULT_SECONDS;
  const seconds = values.interval === undefined ? usual : Number(values.interval || NaN);
  if (!(seconds >= least && seconds <= MOST_SECONDS))
    throw new UsageError(
      `--interval takes a number of seconds from ${least} to ${MOST_SECONDS}, not ${values.interval ?? ''}.`,
    );
  const region = regionOf(values.region, environment);
  return { stackName, region, endpoint, address, intervalSeconds: seconds, report: values.report };
}

/** Where the SDK finds CloudFormation. (AWS SDKs and Tools Reference Guide, "Service-specific endpoints".) */
function endpointIn(environment: NodeJS.ProcessEnv): string | undefined {
  const { AWS_ENDPOINT_URL_CLOUDFORMATION, AWS_ENDPOINT_URL } = environment;
  return [AWS_ENDPOINT_URL_CLOUDFORMATION, AWS_ENDPOINT_URL].find(
    (url) => url !== undefined && URL.canParse(url),
  );
}

/** Whether an address is one of this machine: no AWS is there. */
function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(new URL(address).hostname);
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
