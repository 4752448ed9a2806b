import { join, relative } from 'node:path';
import { startLocalAws, type LocalAws } from '#local-aws';
import { pythonOf } from '../../scripts/cfn';
import { RESOURCE_TYPES, ROOT, type ResourceType } from '../../scripts/types';
import { prepareExports } from './exports';
import { serveFunctions, type FunctionServer, type LambdaFunction } from './function-server';
import { UsageError } from './options';
import { REQUESTS, writeRequests } from './requests';
import { startTypeFunction, type TypeFunction } from './type-function';

/** What runs until Ctrl-C. */
export interface ServedTypes {
  /** The variables of the commands in README.md: the addresses of the local AWS and of the functions. */
  environment: { AWS_ENDPOINT_URL: string; FUNCTIONS: string };
  close(): Promise<void>;
}

/**
 * Serves the functions of both types, each by the last part of its type's name, beside a local AWS with a blue/green service
 * that has no deployment group. Writes the request files with the names in that account.
 * @param port of the functions; 0: any free one
 * @throws UsageError when another program has the port
 */
export async function serveTypes(port: number): Promise<ServedTypes> {
  const aws = await startLocalAws();
  const started: TypeFunction[] = [];
  const functions: Record<string, LambdaFunction> = {};
  const close = async (): Promise<void> => {
    for (const typeFunction of started) await typeFunction.close();
    await aws.close();
  };
  try {
    // What the type of the group needs is an account that has everything but the group.
    const exports = await prepareExports(RESOURCE_TYPES[0], aws);
    for (const type of RESOURCE_TYPES) {
      await writeRequests(type, exports);
      const typeFunction = await startTypeFunction(type, aws);
      started.push(typeFunction);
      functions[functionNameOf(type)] = typeFunction.invoke;
    }
    const server = await serveOn(port, functions, aws);
    return {
      environment: { AWS_ENDPOINT_URL: aws.endpoint, FUNCTIONS: server.endpoint },
      close: async () => {
        await server.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const functionNameOf = ({ typeName }: ResourceType): string => typeName.split('::').at(-1) ?? '';

async function serveOn(
  port: number,
  functions: Readonly<Record<string, LambdaFunction>>,
  aws: LocalAws,
): Promise<FunctionServer> {
  try {
    return await serveFunctions(functions, aws.clock, port);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new UsageError(
      `Another program has port ${port}. Choose another one with --port, or leave it out for any free one.`,
    );
  }
}

/**
 * What the user types in another terminal.
 * @param cfn path of the CLI
 */
export function instructions(cfn: string, { environment }: ServedTypes): string {
  const [{ folder }] = RESOURCE_TYPES;
  const pathFrom = (file: string): string => relative(join(ROOT, folder), file);
  const python = pythonOf(cfn);
  const program = `${python.startsWith(ROOT) ? pathFrom(python) : python} ${pathFrom(join(__dirname, 'cfn.py'))}`;
  const names = RESOURCE_TYPES.map(functionNameOf);
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return `The functions ${names.join(' and ')} run until Ctrl-C. In another terminal:

export ${variables.join(' ')}
cd ${folder}
${program} invoke --endpoint $FUNCTIONS --function-name ${names[0]} resource CREATE ${join(REQUESTS, 'create.json')}
`;
}
