import { parseArgs } from 'node:util';

export const HELP = `Runs the contract tests of the CloudFormation CLI for both types on the local AWS, or serves the functions of both types.

  npm run contract-tests                           runs the contract tests
  npm run contract-tests -- --serve [--port N]     serves the functions for \`cfn invoke\`, until Ctrl-C

Options
  --serve       serves the packaged code of both types, beside a local AWS with a blue/green service
  --port N      the port of the functions; default: any free one
  -h, --help

tests/contract/README.md has an example.`;

/** What the user has to mend, in a sentence. */
export class UsageError extends Error {}

/** What the user wants done. */
export type Wish = { name: 'help' } | { name: 'test' } | { name: 'serve'; port: number };

/** @throws UsageError */
export function readWish(words: string[]): Wish {
  const { help, serve, port } = parse(words);
  if (help) return { name: 'help' };
  if (serve) return { name: 'serve', port: portOf(port) };
  if (port !== undefined) throw new UsageError('--port needs --serve. (--help lists the options.)');
  return { name: 'test' };
}

function parse(words: string[]) {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        serve: { type: 'boolean' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)} (--help lists the options.)`,
    );
  }
}

function portOf(text = '0'): number {
  const port = text.trim() === '' ? NaN : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not ${text || 'an empty text'}.`);
  return port;
}
