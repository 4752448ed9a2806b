/**
 * Runs the local AWS until it is interrupted: `npx tsx emulator/serve.ts [--port 4566] [--region us-east-1]`.
 * The first line that it prints is its endpoint. Time stands still until `POST /_clock` moves it.
 */
import { parseArgs } from 'node:util';
import { startLocalAws } from './local-aws';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, region: { type: 'string' } } });
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

main().catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const advice = taken ? ' (Give another --port, or none for any that is free.)' : '';
  console.error(`${error instanceof Error ? error.message : String(error)}${advice}`);
  process.exitCode = 1;
});
