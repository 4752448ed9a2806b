import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as codeDeploy from '@aws-sdk/client-codedeploy';
import * as ecs from '@aws-sdk/client-ecs';
import * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import { build } from 'esbuild';
import { BUILD_OPTIONS } from '../bundle';
import { ROOT } from '../types';

/** The clients that the resource types use, as they are installed. */
export const INSTALLED = { cloudWatch, logs, codeDeploy, ecs, loadBalancing };
export type Sdk = typeof INSTALLED;

/** The same clients as they are in the packages. */
export async function packSdk(): Promise<Sdk> {
  const { outputFiles } = await build({
    ...BUILD_OPTIONS,
    stdin: {
      resolveDir: ROOT,
      contents: `import '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/proxy';
        export * as cloudWatch from '@aws-sdk/client-cloudwatch';
        export * as logs from '@aws-sdk/client-cloudwatch-logs';
        export * as codeDeploy from '@aws-sdk/client-codedeploy';
        export * as ecs from '@aws-sdk/client-ecs';
        export * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';`,
    },
    write: false,
  });
  const file = join(mkdtempSync(join(tmpdir(), 'sdk-')), 'sdk.js');
  writeFileSync(file, outputFiles[0]?.contents ?? '');
  return createRequire(file)(file) as Sdk;
}

/** The body of a request: text in the packages, bytes as installed. */
export function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
