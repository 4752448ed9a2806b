import { join } from 'node:path';
import type { Properties } from '#test-kit';
import type { Builds } from '../builds';
import { cdkEcsCodeDeploy, CDK_FUNCTIONS } from './cdk-ecs-codedeploy';
import type { Candidate } from './candidate';
import { origin } from './origin';
import { registryType, type FunctionCode } from './registry-type';

export type CandidateName = 'ours' | 'stock' | 'cdk' | 'origin';
export const CANDIDATES: readonly CandidateName[] = ['ours', 'stock', 'cdk', 'origin'];

const ALTERNATIVES = join(__dirname, '..', 'alternatives');

/** The candidates that run on the virtual clock. */
export function candidates(builds: Builds, s3Url: string): Record<CandidateName, Candidate> {
  const withoutWaits = {
    file: join(ALTERNATIVES, 'stock-library', 'without-waits.js'),
    handler: 'handlers.entrypoint',
    environment: { FUNCTION_FILE: builds.stock, S3_URL: s3Url },
  };
  return {
    ours: ourType(builds.ours),
    stock: registryType('stock library', withoutWaits),
    cdk: cdkEcsCodeDeploy,
    origin: origin({ file: builds.origin, handler: 'index.handler' }),
  };
}

/** @param properties further properties of the resource */
export function ourType(file: string, properties: Properties = {}): Candidate {
  return registryType('this type', { file, handler: 'handlers.entrypoint' }, properties);
}

/** A function in a process of its own. */
export interface PollingFunction extends FunctionCode {
  name: string;
  /** The candidate whose events it takes. */
  candidate: CandidateName;
  /** Loaded before it. */
  preload?: string;
}

/** The packaged functions that poll. */
export function pollingFunctions(builds: Builds, s3Url: string): PollingFunction[] {
  const entrypoint = 'handlers.entrypoint';
  const environment = { S3_URL: s3Url };
  return [
    { name: 'this type', candidate: 'ours', file: builds.ours, handler: entrypoint },
    {
      name: 'stock library, node_modules',
      candidate: 'stock',
      file: builds.stock,
      handler: entrypoint,
      preload: join(ALTERNATIVES, 'stock-library', 'endpoint.js'),
      environment,
    },
    {
      name: 'stock library, bundled',
      candidate: 'stock',
      file: builds.stockBundled,
      handler: entrypoint,
      environment,
    },
    { name: 'cdk-ecs-codedeploy', candidate: 'cdk', ...CDK_FUNCTIONS.isComplete },
    { name: 'origin, in JavaScript', candidate: 'origin', file: builds.origin, handler: 'index.handler' },
  ];
}
