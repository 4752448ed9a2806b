import { parseArgs } from 'node:util';
import { ServiceError } from '../core/service';

export const HELP = `Runs CloudFormation stacks on a local AWS. It needs no AWS account, and its time is virtual: an hour takes seconds.

  npm start                                 takes a stack from examples/blue-green.yaml through its life: it is created;
                                            version 2 is deployed; version 3 is refused by its hook; version 4-beta is
                                            deployed, then another resource fails; the stack is deleted
  npm start -- --template FILE [options]    creates a stack from your own template, then deletes it

Options
  --template FILE          YAML or JSON
  --parameter KEY=VALUE    a parameter of the template; may be given more than once. Ids of VPCs, subnets and
                           security groups that are not given are made up
  --stack-name NAME        default: blue-green
  --keep                   keeps the stack instead of deleting it: the local AWS goes on until Ctrl-C, and prints the
                           address (AWS_ENDPOINT_URL) at which the AWS CLI can update this stack and create others
  --speed N                N seconds of virtual time pass in one second; default: as many as can, and 60 with --keep
                           once the stack is there
  -h, --help

The exit code is 0 only when every step has ended as it should.`;

export interface Options {
  help: boolean;
  template: string | undefined;
  parameters: Record<string, string>;
  stackName: string;
  keep: boolean;
  /** Virtual seconds a second; undefined: unlimited. */
  speed: number | undefined;
}

/** @throws ServiceError with a sentence for the user */
export function readOptions(words: string[]): Options {
  const { values } = parse(words);
  const speed = values.speed === undefined ? undefined : Number(values.speed);
  if (speed !== undefined && !(speed > 0))
    throw wrong(`--speed takes a number above 0, not ${values.speed ?? ''}.`);
  if (values.template === undefined && (values.parameter ?? []).length > 0) {
    throw wrong('--parameter needs --template: without a template the example runs with its own parameters.');
  }
  if (values.template === undefined && values.keep)
    throw wrong(
      '--keep needs --template: without a template the example runs and deletes its stack in the end.',
    );
  return {
    help: values.help ?? false,
    template: values.template,
    parameters: Object.fromEntries((values.parameter ?? []).map(keyAndValue)),
    stackName: values['stack-name'] ?? 'blue-green',
    keep: values.keep ?? false,
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
        keep: { type: 'boolean' },
        speed: { type: 'string' },
      },
    });
  } catch (error) {
    throw wrong(`${error instanceof Error ? error.message : String(error)} (--help tells the options.)`);
  }
}

function keyAndValue(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw wrong(`--parameter takes KEY=VALUE, not ${text}.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function wrong(message: string): ServiceError {
  return new ServiceError('UsageError', message);
}
