import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { parse } from 'yaml';
import { STORED } from '../bundle';
import { MODULE, ROOT } from '../types';

interface Fragment {
  Parameters?: Record<string, { Description?: string }>;
  Resources: Record<string, { Type: string }>;
}

/**
 * The package of the module, with the files that `cfn submit` packs for one.
 * @param fragment the template of the module; default: the one in `fragments/`
 */
export async function packModule(fragment?: string): Promise<Uint8Array> {
  const text = fragment ?? (await readFile(join(ROOT, MODULE.fragment), 'utf8'));
  return zipSync(
    {
      '.rpdk-config': await readFile(join(ROOT, '.rpdk-config')),
      'schema.json': strToU8(JSON.stringify(moduleSchema(text), null, 4)),
      [MODULE.fragment]: strToU8(text),
    },
    STORED,
  );
}

/**
 * The schema of a module, which the CloudFormation CLI writes to `schema.json` of the root.
 * A test compares the two.
 */
export function moduleSchema(fragment: string): object {
  // The sections that are read have no functions; of the others, the tags are unknown here.
  const { Parameters, Resources } = parse(fragment, { logLevel: 'silent' }) as Fragment;
  return {
    typeName: MODULE.typeName,
    description: `Schema for Module Fragment of type ${MODULE.typeName}`,
    properties: {
      ...(Parameters && {
        Parameters: {
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(Parameters).map(([name, { Description }]) => [name, parameterSchema(Description)]),
          ),
        },
      }),
      Resources: {
        properties: Object.fromEntries(
          Object.entries(Resources).map(([name, { Type }]) => [
            name,
            {
              type: 'object',
              properties: { Type: { type: 'string', const: Type }, Properties: { type: 'object' } },
            },
          ]),
        ),
        type: 'object',
        additionalProperties: false,
      },
    },
    additionalProperties: true,
  };
}

function parameterSchema(description: string | undefined): object {
  const text = { type: 'string' };
  return description === undefined
    ? { type: 'object', properties: { Type: text }, required: ['Type'] }
    : {
        type: 'object',
        properties: { Type: text, Description: text },
        required: ['Type', 'Description'],
        description,
      };
}
