import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { ResourceModel as DeploymentModel } from '../deployment/src/models';
import { ResourceModel as DeploymentGroupModel } from '../deployment-group/src/models';
import { folderOf, RESOURCE_TYPES, schemaFileOf } from './types';

const MODELS = { deployment: DeploymentModel, 'deployment-group': DeploymentGroupModel };

/** What the exports that the contract tests' inputs name could be. */
const EXPORTS: Record<string, string> = {
  ServiceRoleArn: 'arn:aws:iam::123456789012:role/codedeploy',
  ProdListenerArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shop/0123456789abcdef/1',
  TestListenerArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shop/0123456789abcdef/2',
  TopicArn: 'arn:aws:sns:us-east-1:123456789012:deployments',
  TaskDefinition2: 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:2',
  TaskDefinition3: 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:3',
  HookFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:hook',
  SubnetA: 'subnet-0a',
  SubnetB: 'subnet-0b',
  SecurityGroup: 'sg-0a',
};

describe.each(RESOURCE_TYPES)('$typeName', (type) => {
  // Its $schema is the registry's, which is draft 7 and a little more.
  const schema = JSON.parse(readFileSync(schemaFileOf(type), 'utf8'), (key, value: unknown) =>
    key === '$schema' ? undefined : value,
  ) as {
    properties: object;
    definitions: Record<string, { properties?: object }>;
    readOnlyProperties: string[];
  };
  const isValid: ValidateFunction = new Ajv({ strict: false }).compile(schema);
  const inputs = (kind: string): object => {
    const text = readFileSync(join(folderOf(type), 'inputs', `inputs_1_${kind}.json`), 'utf8');
    const rendered = text.replace(/{{contract-test:(\w+)}}/g, (_, name: string) => EXPORTS[name] ?? name);
    return JSON.parse(rendered) as object;
  };

  test.each(['create', 'update'])(
    'brings the %s inputs through its model unchanged, scalars as strings',
    (kind) => {
      const properties = inputs(kind);
      const received = JSON.parse(JSON.stringify(properties), (_, value: unknown) =>
        typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
      ) as object;
      expect(JSON.parse(JSON.stringify(MODELS[type.folder].deserialize(received)))).toEqual(properties);
    },
  );

  test('knows the properties that a handler fills in without their classes', () => {
    const model = new MODELS[type.folder]({ autoRollbackConfiguration: { enabled: false } });
    expect(JSON.parse(JSON.stringify(model))).toEqual({ AutoRollbackConfiguration: { Enabled: false } });
  });

  test('says in one sentence which property is not what the schema declares', () => {
    const deserialize = (properties: object) => () => MODELS[type.folder].deserialize(properties);
    expect(deserialize({ AutoRollbackConfiguration: { Enabled: 'perhaps' } })).toThrow(
      'Enabled must be true or false, not "perhaps".',
    );
    const minutes = {
      deployment: { TimeoutInMinutes: 'an hour' },
      'deployment-group': {
        BlueGreenDeploymentConfiguration: { DeploymentReadyOption: { WaitTimeInMinutes: 'an hour' } },
      },
    };
    expect(deserialize(minutes[type.folder])).toThrow('InMinutes must be a whole number, not "an hour".');
  });

  test.each(['create', 'update'])('has valid %s inputs for the contract tests', (kind) => {
    expect([isValid(inputs(kind)), isValid.errors]).toEqual([true, null]);
  });

  test('has invalid inputs that are', () => {
    expect(isValid(inputs('invalid'))).toBe(false);
  });

  test('uses every property at least once in the inputs of create and update', () => {
    const used = JSON.stringify([inputs('create'), inputs('update')]);
    const objects = [schema, ...Object.values(schema.definitions)];
    const readOnly = schema.readOnlyProperties.map((path) => path.replace('/properties/', ''));
    const unused = objects
      .flatMap(({ properties }) => Object.keys(properties ?? {}))
      .filter((name) => !used.includes(`"${name}":`) && !readOnly.includes(name));
    expect(unused).toEqual([]);
  });
});
