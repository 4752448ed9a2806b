import { join } from 'node:path';
import type { Builds } from '../builds';
import { cdkEcsCodeDeploy, CDK_FUNCTIONS } from './cdk-ecs-codedeploy';
import type { Contender } from './contender';
import { origin } from './origin';
import { registryType, type FunctionCode } from './registry-type';

export type ContenderName = 'ours' | 'stock' | 'cdk' | 'origin';
export const CONTENDERS: readonly ContenderName[] = ['ours', 'stock', 'cdk', 'origin'];

const PEERS = join(__dirname, '..', 'peers');

/** Who takes part on virtual time. */
export function contenders(builds: Builds, s3Url: string): Record<ContenderName, Contender> {
  const withoutWaits = {
    file: join(PEERS, 'stock-library', 'without-waits.js'),
    handler: 'handlers.entrypoint',
    environment: { BENCH_FUNCTION: builds.stock, BENCH_S3_URL: s3Url },
  };
  return {
    ours: ourType(builds.ours),
    stock: registryType('stock library', withoutWaits),
    cdk: cdkEcsCodeDeploy,
    origin: origin({ file: builds.origin, handler: 'index.handler' }),
  };
}

export function ourType(file: string): Contender {
  return registryType('this type', { file, handler: 'handlers.entrypoint' });
}

/** A function in a process of its own. */
export interface PollingFunction extends FunctionCode {
  name: string;
  /** Whose events it takes. */
  contender: ContenderName;
  /** Loaded before it. */
  preload?: string;
}

/** The functions that poll, as they are packed. */
export function pollingFunctions(builds: Builds, s3Url: string): PollingFunction[] {
  const entrypoint = 'handlers.entrypoint';
  const environment = { BENCH_S3_URL: s3Url };
  return [
    { name: 'this type', contender: 'ours', file: builds.ours, handler: entrypoint },
    {
      name: 'stock library, node_modules',
      contender: 'stock',
      file: builds.stock,
      handler: entrypoint,
      preload: join(PEERS, 'stock-library', 'endpoint.js'),
      environment,
    },
    {
      name: 'stock library, bundled',
      contender: 'stock',
      file: builds.stockBundled,
      handler: entrypoint,
      environment,
    },
    { name: 'cdk-ecs-codedeploy', contender: 'cdk', ...CDK_FUNCTIONS.isComplete },
    { name: 'origin, in JavaScript', contender: 'origin', file: builds.origin, handler: 'index.handler' },
  ];
}
