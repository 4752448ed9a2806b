import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generateModels } from './generate/models';
import { readSchema } from './generate/schema';
import { folderOf, RESOURCE_TYPES, type ResourceType, schemaFileOf } from './types';

async function generate(type: ResourceType): Promise<void> {
  const file = join(folderOf(type), 'src', 'models.ts');
  const source = generateModels(await readSchema(schemaFileOf(type)));
  await writeFile(file, await format(source, { ...(await resolveConfig(file)), parser: 'typescript' }));
}

void Promise.all(RESOURCE_TYPES.map(generate));
