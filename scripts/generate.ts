import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { findCfn, HOW_TO_GET_CFN } from './cfn';
import { generateModels } from './generate/models';
import { completePage, pagesOf } from './generate/reference';
import { readSchema } from './generate/schema';
import { run } from './run';
import { folderOf, RESOURCE_TYPES, type ResourceType, schemaFileOf } from './types';

/**
 * Writes what follows from the schemas: `docs/` and `resource-role.yaml` by the CloudFormation CLI, with what it leaves
 * out of `docs/`, and over the CLI's `src/models.ts`, which is for a class-transformer before 0.5 and not for a strict
 * compiler, our own.
 */
async function generate(): Promise<void> {
  const cfn = findCfn();
  if (!cfn) console.log(`Only models are generated, without docs/ and resource-role.yaml: ${HOW_TO_GET_CFN}`);
  for (const type of RESOURCE_TYPES) {
    if (cfn && (await run(cfn, ['generate'], { cwd: folderOf(type) })) !== 0) {
      throw new Error(`cfn generate failed in ${type.folder}.`);
    }
    if (cfn) await completeReference(type);
    await writeModels(type);
  }
}

async function completeReference(type: ResourceType): Promise<void> {
  const schema = await readSchema(schemaFileOf(type));
  for (const [name, owner] of pagesOf(schema)) {
    const file = join(folderOf(type), 'docs', name);
    await writeFile(file, completePage(await readFile(file, 'utf8'), owner, schema));
  }
}

async function writeModels(type: ResourceType): Promise<void> {
  const file = join(folderOf(type), 'src', 'models.ts');
  const source = generateModels(await readSchema(schemaFileOf(type)));
  await writeFile(file, await format(source, { ...(await resolveConfig(file)), parser: 'typescript' }));
}

void generate();
