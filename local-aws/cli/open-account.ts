import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { CloudFormationApi } from '../cloudformation/api/cloudformation-api';
import { CloudFormation } from '../cloudformation/cloudformation';
import type { Settings } from '../cloudformation/stacks/stack-environment';
import { startLocalAws, type LocalAws } from '../local-aws';
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
    Promise.all(packages.types.map((file) => readUserFile(file))),
    Promise.all(packages.modules.map(readModule)),
  ]);
  const aws = await startLocalAws({ port });
  const cloudFormation = new CloudFormation(aws, settings);
  const close = async () => {
    await cloudFormation.close();
    await aws.close();
  };
  try {
    for (const zip of types) {
      cloudFormation.registry.register(zip, { logGroupName: logGroupNameOf(zip) });
    }
    for (const { typeName, fragment } of modules) {
      cloudFormation.registry.registerFragment(typeName, fragment);
    }
  } catch (error) {
    await close();
    throw error;
  }
  aws.register('cloudformation', new CloudFormationApi(cloudFormation));
  return { aws, cloudFormation, close };
}

/** The log group that `cfn submit` configures for a type, e.g. `org-codedeploy-ecsdeployment-logs`. */
function logGroupNameOf(zip: Uint8Array): string {
  const { 'schema.json': schema } = unzipSync(zip, { filter: ({ name }) => name === 'schema.json' });
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
