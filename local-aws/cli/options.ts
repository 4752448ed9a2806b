import { parseArgs } from 'node:util';
import { COMMAND } from '../core/command';
import { ServiceError } from '../core/service';

/** An hour in a millisecond. */
const LARGEST_SPEED = 3_600_000;

/** The usage lines of the command line itself. A program with packages and a story of its own has other ones. */
export const USAGE = `  ${COMMAND} --template FILE [options]    creates a stack from a template, then deletes it
  ${COMMAND} serve [options]              runs the services for other programs; see serve --help`;

/** @param usage the usage lines of the program */
export const help = (
  usage: string,
): string => `Runs CloudFormation stacks on a local AWS. It needs no AWS account. Its time is virtual: an hour takes seconds.

${usage}

Options
  --template FILE          YAML or JSON
  --parameter KEY=VALUE    a parameter of the template; may be given more than once. Parameters for VPCs, subnets and
                           security groups that are not given get made-up ids
  --stack-name NAME        default: blue-green
  --type ZIP               registers a resource type: the package that \`cfn submit\` builds; may be given more than once
  --module FOLDER          registers a module: the folder with its .rpdk-config and fragments/; may be given more than once
  --folder FOLDER          templates of nested stacks and packages of types may be read from below it by file:// URLs, as they may
                           from the folder of the template; may be given more than once
  --strict                 refuses AWS's own types that have no behaviour here; without it they get made-up identifiers and
                           attributes, and one line names them
  --keep                   keeps the stack instead of deleting it: the local AWS runs until Ctrl-C, and prints the
                           address (AWS_ENDPOINT_URL) at which the AWS CLI can update this stack and create others
  --port N                 the port of the local AWS; default: any free one
  --report FILE            writes what happened into one HTML file, with pictures; into a file that ends in .svg only the
                           main picture; may be given more than once
  --speed N                N seconds of virtual time pass in one second; default: as many as possible; on a terminal 120;
                           60 with --keep after the stack has been created
  -h, --help

The exit code is 0 only when every step ended as expected.`;

export interface Options {
  help: boolean;
  template: string | undefined;
  parameters: Record<string, string>;
  stackName: string;
  /** Zip files of resource types. */
  types: string[];
  /** Project folders of modules. */
  modules: string[];
  /** Folders whose files requests may name. */
  folders: string[];
  /** Types without behaviour are refused. */
  strict: boolean;
  keep: boolean;
  /** 0: any free one. */
  port: number;
  /** The files of the report. */
  reports: string[];
  /** Virtual seconds a second; undefined: unlimited. */
  speed: number | undefined;
}

/** @throws ServiceError with a sentence for the user */
export function readOptions(words: string[]): Options {
  const { values } = parse(words);
  const speed = values.speed === undefined ? undefined : Number(values.speed);
  if (speed !== undefined && !(speed > 0 && speed <= LARGEST_SPEED))
    throw usageError(`--speed takes a number above 0 and up to ${LARGEST_SPEED}, not ${values.speed ?? ''}.`);
  if (values.template === undefined && (values.parameter ?? []).length > 0)
    throw usageError('--parameter needs --template.');
  if (values.template === undefined && values.keep) throw usageError('--keep needs --template.');
  return {
    help: values.help ?? false,
    template: values.template,
    parameters: Object.fromEntries((values.parameter ?? []).map(keyAndValue)),
    stackName: values['stack-name'] ?? 'blue-green',
    types: values.type ?? [],
    modules: values.module ?? [],
    folders: values.folder ?? [],
    strict: values.strict ?? false,
    keep: values.keep ?? false,
    port: portOf(values.port),
    reports: values.report ?? [],
    speed,
  };
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        help: { type: 'boolean', short: 'h' },
        template: { type: 'string' },
        parameter: { type: 'string', multiple: true },
        'stack-name': { type: 'string' },
        type: { type: 'string', multiple: true },
        module: { type: 'string', multiple: true },
        folder: { type: 'string', multiple: true },
        strict: { type: 'boolean' },
        keep: { type: 'boolean' },
        port: { type: 'string' },
        report: { type: 'string', multiple: true },
        speed: { type: 'string' },
      },
    });
  } catch (error) {
    throw usageError(`${error instanceof Error ? error.message : String(error)} (--help lists the options.)`);
  }
}

/** @throws ServiceError with a sentence for the user */
export function portOf(text = '0'): number {
  const port = text.trim() === '' ? NaN : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw usageError(`--port takes a number from 0 to 65535, not ${text}.`);
  return port;
}

function keyAndValue(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw usageError(`--parameter takes KEY=VALUE, not ${text}.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

export function usageError(message: string): ServiceError {
  return new ServiceError('UsageError', message);
}
