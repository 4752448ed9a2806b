import { parseArgs } from 'node:util';
import { startLocalAws } from '../local-aws';

const HELP = `Runs the local AWS for other programs until Ctrl-C, with every service but CloudFormation.
The first line printed is its address: set AWS_ENDPOINT_URL to it. Any credentials do.

  npx tsx local-aws/cli/serve.ts [options]

Options
  --port N         default: any port that is free
  --region NAME    default: us-east-1
  -h, --help

Time stands still until a program moves it, here by 30 seconds:
  curl -X POST --data '{"advanceSeconds": 30}' $AWS_ENDPOINT_URL/_clock

With CloudFormation, and time that goes on by itself: npm start -- --template FILE --keep`;

async function main(): Promise<void> {
  const { values } = parseArgs({
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
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port}: no such port`);
  const aws = await startLocalAws({
    port,
    ...(values.region === undefined ? {} : { region: values.region }),
  });
  console.log(aws.endpoint);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void aws.close().then(() => process.exit(0));
    });
  }
}

function adviceOn(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return ' (Give another --port, or none for any that is free.)';
  return code.startsWith('ERR_PARSE_ARGS') ? ' (--help tells the options.)' : '';
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}${adviceOn(error)}`);
  process.exitCode = 1;
});
