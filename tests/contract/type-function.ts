import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { FunctionRuntime, type LocalAws } from '#local-aws';
import { bundle } from '../../scripts/bundle';
import type { ResourceType } from '../../scripts/types';
import type { LambdaFunction } from './function-server';

/** The packaged code of a type, which runs as its Lambda function does. */
export interface TypeFunction {
  invoke: LambdaFunction;
  close(): Promise<void>;
}

/** Packages the type, and starts its function on the local AWS. */
export async function startTypeFunction(type: ResourceType, aws: LocalAws): Promise<TypeFunction> {
  const code = await unpack(type);
  const runtime = new FunctionRuntime({
    file: code.file,
    handler: 'handlers.entrypoint',
    environment: { AWS_ENDPOINT_URL: aws.endpoint },
    clock: aws.clock,
  });
  return {
    invoke: (event) => runtime.invoke(event),
    close: async () => {
      await runtime.kill();
      await code.remove();
    },
  };
}

/** Unpacks the code of the type's package into a new folder. */
async function unpack(type: ResourceType): Promise<{ file: string; remove: () => Promise<void> }> {
  const { zip } = await bundle(type);
  const provider = unzipSync(await readFile(zip))['ResourceProvider.zip'] ?? new Uint8Array();
  const code = unzipSync(provider)['dist/handlers.js'];
  if (!code) throw new Error(`${zip} has no dist/handlers.js.`);
  const folder = await mkdtemp(join(tmpdir(), 'contract-tests-'));
  const file = join(folder, 'handlers.js');
  await writeFile(file, code);
  return { file, remove: () => rm(folder, { recursive: true }) };
}
