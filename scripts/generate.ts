import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { findCfn, HOW_TO_GET_CFN } from './cfn';
import { assumptionsPage } from './generate/assumptions';
import { constructName, generateConstruct } from './generate/constructs';
import { generateModels } from './generate/models';
import { withTables } from './generate/messages';
import { recordingsPage } from './generate/recordings';
import { completePage, pagesOf } from './generate/reference';
import { readSchema } from './generate/schema';
import { run } from './run';
import { replaceFile } from './files';
import {
  ASSUMPTIONS_PAGE,
  folderOf,
  LAMBDA_RUNTIME,
  OPERATIONS_PAGE,
  RECORDINGS_PAGE,
  RESOURCE_TYPES,
  type ResourceType,
  ROOT,
  schemaFileOf,
} from './types';

/**
 * Writes the generated files. From the schemas: `docs/` and `resource-role.yaml` by the CloudFormation CLI, completed by
 * what the CLI leaves out of `docs/`; and `src/models.ts`, in place of the CLI's, which needs a class-transformer before
 * 0.5 and does not compile strictly; the Lambda runtime; and the L1 constructs of the CDK package. From the message
 * registries: the tables of docs/operations.md. From `local-aws/assumptions` and
 * `local-aws/recordings`: their pages in docs/local-aws.
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
    await writeRuntime(type);
    await writeConstruct(type);
  }
  await writeFile(OPERATIONS_PAGE, withTables(await readFile(OPERATIONS_PAGE, 'utf8')));
  await writeFile(ASSUMPTIONS_PAGE, assumptionsPage());
  await writeFile(RECORDINGS_PAGE, recordingsPage());
}

/** Writes LAMBDA_RUNTIME to `.rpdk-config`, for the registry, and to `template.yml`, for SAM. */
async function writeRuntime(type: ResourceType): Promise<void> {
  for (const name of ['.rpdk-config', 'template.yml']) {
    const file = join(folderOf(type), name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/(\bruntime"?: "?)nodejs\d+\.x/i, `$1${LAMBDA_RUNTIME}`));
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

async function writeConstruct(type: ResourceType): Promise<void> {
  const schema = await readSchema(schemaFileOf(type));
  const name = constructName(schema.typeName)
    .replace(/(?<!^)(?=[A-Z])/g, '-')
    .toLowerCase();
  const file = join(ROOT, 'cdk', 'src', 'generated', `${name}.ts`);
  const source = generateConstruct(schema);
  await replaceFile(file, await format(source, { ...(await resolveConfig(file)), parser: 'typescript' }));
}

void generate();
