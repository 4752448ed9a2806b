import { CodeDeployClient, ListDeploymentConfigsCommand } from '@aws-sdk/client-codedeploy';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clientConfiguration, startLocalAws } from '#local-aws';
import { folderOf, RESOURCE_TYPES, schemaFileOf, type ResourceType } from '../types';
import { pagesOf } from './reference';
import type { TypeSchema } from './schema';

interface Values {
  enum?: string[];
  items?: { enum?: string[] };
}

const readSchema = (type: ResourceType) => JSON.parse(readFileSync(schemaFileOf(type), 'utf8')) as TypeSchema;

/** The section of a property on a page of the reference. */
function sectionOf(type: ResourceType, page: string, property: string): string {
  const text = readFileSync(path.join(folderOf(type), 'docs', page), 'utf8');
  return text.split(`#### ${property}\n`)[1]?.split('\n#')[0] ?? '';
}

/** Each property that takes some values only: its type, its page, its name, and the values. */
const LIMITED = RESOURCE_TYPES.flatMap((type) =>
  [...pagesOf(readSchema(type))].flatMap(([page, { properties = {} }]) =>
    Object.entries(properties).flatMap(([name, property]) => {
      const { enum: values, items } = property as Values;
      const all = values ?? items?.enum ?? [];
      return all.length === 0
        ? []
        : [{ type, page, name, values: all, where: `${type.folder}/docs/${page}` }];
    }),
  ),
);

test('there are such properties', () => {
  expect(LIMITED.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['TriggerEvents', 'Events', 'ActionOnTimeout', 'CompleteWhen']),
  );
});

test.each(LIMITED)('$where says what each value of $name means', ({ type, page, name, values }) => {
  const [description = ''] = sectionOf(type, page, name).split('_Required_');
  expect(values.filter((value) => !description.includes(value))).toEqual([]);
});

test.each(RESOURCE_TYPES)('$folder/docs names every predefined configuration for ECS', async (type) => {
  const aws = await startLocalAws();
  const codeDeploy = new CodeDeployClient(clientConfiguration(aws));
  const { deploymentConfigsList = [] } = await codeDeploy.send(new ListDeploymentConfigsCommand({}));
  await aws.close();
  const configurations = deploymentConfigsList.filter((name) => name.startsWith('CodeDeployDefault.ECS'));
  expect(configurations).toHaveLength(5);
  const section = sectionOf(type, 'README.md', 'DeploymentConfigName');
  expect(configurations.filter((name) => !section.includes(name))).toEqual([]);
});
