import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../../scripts/bundle';
import { RESOURCE_TYPES, ROOT } from '../../scripts/types';
import { CloudFormationApi } from '../cloudformation/api/cloudformation-api';
import { CloudFormation } from '../cloudformation/cloudformation';
import { startLocalAws, type LocalAws } from '../local-aws';

/** A local AWS with this project's types and module registered in it. */
export interface Account {
  aws: LocalAws;
  cloudFormation: CloudFormation;
  close(): Promise<void>;
}

/** Packs both types, as they would be submitted, and registers the packages. */
export async function openAccount(): Promise<Account> {
  const [packages, module, aws] = await Promise.all([packTypes(), readModule(), startLocalAws()]);
  const cloudFormation = new CloudFormation(aws);
  for (const { typeName, zip } of packages) {
    cloudFormation.registry.register(zip, {
      logGroupName: `${typeName.replaceAll('::', '-').toLowerCase()}-logs`,
    });
  }
  aws.register('cloudformation', new CloudFormationApi(cloudFormation));
  cloudFormation.registry.registerFragment(module.typeName, module.fragment);
  return {
    aws,
    cloudFormation,
    close: async () => {
      await cloudFormation.close();
      await aws.close();
    },
  };
}

async function packTypes(): Promise<{ typeName: string; zip: Uint8Array }[]> {
  return Promise.all(
    RESOURCE_TYPES.map(async (type) => ({
      typeName: type.typeName,
      zip: await readFile((await bundle(type)).zip),
    })),
  );
}

/** The module of this project: its name is in the root's project file, its template the one below `fragments/`. */
async function readModule(): Promise<{ typeName: string; fragment: string }> {
  const settings = JSON.parse(await readFile(path.join(ROOT, '.rpdk-config'), 'utf8')) as {
    typeName: string;
  };
  const folder = path.join(ROOT, 'fragments');
  const [file = ''] = (await readdir(folder)).filter((name) => /\.(ya?ml|json)$/.test(name));
  return { typeName: settings.typeName, fragment: await readFile(path.join(folder, file), 'utf8') };
}
