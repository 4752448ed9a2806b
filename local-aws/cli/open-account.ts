import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { strFromU8 } from 'fflate';
import { CloudFormationApi } from '../cloudformation/api/cloudformation-api';
import { CloudControlApi } from '../cloudformation/cloud-control/cloud-control-api';
import { CloudFormation } from '../cloudformation/cloudformation';
import type { Settings } from '../cloudformation/stacks/stack-environment';
import { BadArchive, unzip } from '../core/archive';
import { ServiceError } from '../core/service';
import { startLocalAws, type LocalAws } from '../local-aws';
import { usageError } from './options';
import { readUserFile, userPath } from './user-file';

/** What a program registers in the registry of the account. Paths are absolute or relative to the user's folder. */
export interface RegistryPackages {
  /** Zip files of resource types, as `cfn submit` uploads them. */
  types: readonly string[];
  /** Project folders of modules, each with `.rpdk-config` and one template below `fragments/`. */
  modules: readonly string[];
}

/** A local AWS with CloudFormation, and with registered types and modules. */
export interface Account {
  aws: LocalAws;
  cloudFormation: CloudFormation;
  close(): Promise<void>;
}

/** @throws ServiceError for a package that cannot be read or registered */
export async function openAccount(
  packages: RegistryPackages,
  settings: Partial<Settings> = {},
  port = 0,
): Promise<Account> {
  const [types, modules] = await Promise.all([
    Promise.all(packages.types.map(async (file) => ({ file, zip: await readUserFile(file) }))),
    Promise.all(packages.modules.map(readModule)),
  ]);
  const aws = await startLocalAws({ port }).catch((error: unknown) => {
    throw isPortInUse(error) ? usageError(`Port ${port} is in use. Choose another one.`) : error;
  });
  const cloudFormation = new CloudFormation(aws, settings);
  const close = async () => {
    await cloudFormation.close();
    await aws.close();
  };
  try {
    for (const { file, zip } of types) register(cloudFormation, file, zip);
    for (const { typeName, fragment } of modules) {
      cloudFormation.registry.registerFragment(typeName, fragment);
    }
  } catch (error) {
    await close();
    throw error;
  }
  aws.register('cloudformation', new CloudFormationApi(cloudFormation));
  aws.register('cloudcontrolapi', new CloudControlApi(cloudFormation));
  return { aws, cloudFormation, close };
}

/** @throws ServiceError that names the file, for a package that cannot be opened */
function register({ registry }: CloudFormation, file: string, zip: Uint8Array): void {
  try {
    registry.register(zip, { logGroupName: logGroupNameOf(zip) });
  } catch (error) {
    // The package's JSON may have a mistake.
    const kinds = [ServiceError, BadArchive, SyntaxError];
    if (!(error instanceof Error && kinds.some((kind) => error instanceof kind))) throw error;
    throw usageError(`${file} cannot be registered as a type: ${error.message}`);
  }
}

const isPortInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

/** The log group that `cfn submit` configures for a type, e.g. `org-codedeploy-ecsdeployment-logs`. */
function logGroupNameOf(zip: Uint8Array): string {
  const { 'schema.json': schema } = unzip(zip);
  const { typeName = '' } = JSON.parse(schema ? strFromU8(schema) : '{}') as { typeName?: string };
  return `${typeName.replaceAll('::', '-').toLowerCase()}-logs`;
}

async function readModule(folder: string): Promise<{ typeName: string; fragment: string }> {
  const settings = JSON.parse((await readUserFile(path.join(folder, '.rpdk-config'))).toString()) as {
    typeName: string;
  };
  const fragments = path.join(userPath(folder), 'fragments');
  const [file = ''] = (await readdir(fragments)).filter((name) => /\.(ya?ml|json)$/.test(name));
  return { typeName: settings.typeName, fragment: await readFile(path.join(fragments, file), 'utf8') };
}
