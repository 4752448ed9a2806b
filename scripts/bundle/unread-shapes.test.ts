import { readFileSync } from 'node:fs';
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
