import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOf, type ResourceType, schemaFileOf } from '../../scripts/types';

type Model = Record<string, unknown>;

/** A request file of `cfn invoke`. (CloudFormation CLI User Guide, invoke.) */
interface Request {
  desiredResourceState: Model;
  previousResourceState: Model | null;
}

/** Where the request files of a type are, relative to its folder. */
export const REQUESTS = join('build', 'requests');

/**
 * Writes a request file of each action of the type, `create.json` to `list.json`, from the inputs of its contract tests.
 * @param exports the values of the exports that the inputs name
 */
export async function writeRequests(type: ResourceType, exports: Record<string, string>): Promise<void> {
  const [create, update] = [await inputOf(type, 'create', exports), await inputOf(type, 'update', exports)];
  const { primaryIdentifier } = JSON.parse(await readFile(schemaFileOf(type), 'utf8')) as {
    primaryIdentifier: string[];
  };
  const names = primaryIdentifier.map((pointer) => pointer.replace('/properties/', ''));
  const identifier = Object.fromEntries(names.map((name) => [name, create[name]]));
  const requests: Record<string, Request> = {
    create: { desiredResourceState: create, previousResourceState: null },
    read: { desiredResourceState: identifier, previousResourceState: null },
    update: { desiredResourceState: update, previousResourceState: create },
    delete: { desiredResourceState: identifier, previousResourceState: null },
    list: { desiredResourceState: {}, previousResourceState: null },
  };
  const folder = join(folderOf(type), REQUESTS);
  await mkdir(folder, { recursive: true });
  for (const [action, request] of Object.entries(requests))
    await writeFile(join(folder, `${action}.json`), `${JSON.stringify(request, undefined, 2)}\n`);
}

/** An input of the contract tests, with the values of the exports that it names. */
async function inputOf(type: ResourceType, name: string, exports: Record<string, string>): Promise<Model> {
  const text = await readFile(join(folderOf(type), 'inputs', `inputs_1_${name}.json`), 'utf8');
  return JSON.parse(
    text.replace(/{{contract-test:(\w+)}}/g, (_, key: string) => exports[key] ?? ''),
  ) as Model;
}
