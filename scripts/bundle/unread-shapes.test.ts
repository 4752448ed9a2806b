import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESOURCE_TYPES, ROOT } from '../types';
import { withoutUnreadShapes } from './unread-shapes';

const ECS = require.resolve('@aws-sdk/client-ecs').replace(/dist-cjs.*/, 'dist-es/schemas/schemas_0.js');

test('leaves out the schema of an unread shape and keeps the others', () => {
  const source = readFileSync(ECS, 'utf8');
  const rest = withoutUnreadShapes(ECS, source);
  expect(source).toMatch(/^export var TaskDefinition\$ = \[3, n0, /m);
  expect(rest).toMatch(/^export var TaskDefinition\$ = "unit";$/m);
  expect(rest).toMatch(/^export var DescribeTaskDefinitionResponse\$ = \[3, n0, /m);
});

test('leaves a client without unread shapes as it is', () => {
  const path = 'node_modules/@aws-sdk/client-cloudwatch/dist-es/schemas/schemas_0.js';
  expect(withoutUnreadShapes(path, 'var Tags = [1, n0];')).toBe('var Tags = [1, n0];');
});

test('fails when a client no longer has a shape: its new name has to be found', () => {
  expect(() => withoutUnreadShapes(ECS, '')).toThrow('@aws-sdk/client-ecs has no shape Services any more.');
});

test('no handler reads a timestamp of ECS: in the packages they are numbers', () => {
  const folders = ['runtime', ...RESOURCE_TYPES.map(({ folder }) => join(folder, 'src'))];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.test)\.ts$/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  const timestamps = /\b(?:createdAt|updatedAt|stabilityStatusAt|registeredAt|deregisteredAt)\b/;
  expect(sources.filter((source) => timestamps.test(source))).toEqual([]);
});
