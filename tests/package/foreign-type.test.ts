import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CloudFormation, startLocalAws, type LocalAws, type Stack } from '#local-aws';
import { foreignSchema, packForeignType } from './foreign-type/pack';

let zip: Uint8Array;
beforeAll(async () => {
  zip = await packForeignType();
});

let aws: LocalAws;
let cloudFormation: CloudFormation;
let ssm: SSMClient;
beforeEach(async () => {
  aws = await startLocalAws();
  cloudFormation = new CloudFormation(aws);
  const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' };
  ssm = new SSMClient({ endpoint: aws.endpoint, region: aws.region, credentials });
});
afterEach(async () => {
  ssm.destroy();
  await cloudFormation.close();
  await aws.close();
});

/** A type of another namespace, between two of AWS's own: one before it, and one that refers to its attribute. */
const template = (Value: string, Name = 'colour') =>
  JSON.stringify({
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      Setting: { Type: 'Acme::Config::Setting', DependsOn: 'Topic', Properties: { Name, Value } },
      Copy: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: 'copy', Type: 'String', Value: { 'Fn::GetAtt': ['Setting', 'Version'] } },
      },
    },
    Outputs: { Name: { Value: { Ref: 'Setting' } } },
  });

async function create(Value = 'red', type = zip): Promise<Stack> {
  cloudFormation.registry.register(type);
  const stack = await cloudFormation.createStack({ stackName: 'app', template: template(Value) });
  await cloudFormation.settle(stack);
  return stack;
}

async function update(stack: Stack, Value: string, Name?: string): Promise<void> {
  await cloudFormation.updateStack({ stackName: 'app', template: template(Value, Name) });
  await cloudFormation.settle(stack);
}

/** The value of a parameter in Systems Manager; undefined when there is none. */
async function parameter(Name: string): Promise<string | undefined> {
  const answer = await ssm.send(new GetParameterCommand({ Name })).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  });
  return answer?.Parameter?.Value;
}

const reasons = (stack: Stack) =>
  stack.events.flatMap(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
    ResourceStatus?.endsWith('_FAILED') ? [`${LogicalResourceId ?? ''}: ${ResourceStatusReason ?? ''}`] : [],
  );

test('its resources are created, updated, replaced and deleted', async () => {
  const stack = await create();
  expect(stack).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Name: { value: 'colour' } } });
  expect([await parameter('colour'), await parameter('copy')]).toEqual(['red', '1']);

  await update(stack, 'green');
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect([await parameter('colour'), await parameter('copy')]).toEqual(['green', '2']);

  await update(stack, 'green', 'color');
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect([await parameter('colour'), await parameter('color')]).toEqual([undefined, 'green']);

  cloudFormation.deleteStack('app');
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
  expect([await parameter('color'), await parameter('copy')]).toEqual([undefined, undefined]);
});

test('a create that its handler refuses rolls the stack back', async () => {
  const stack = await create('refused');
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(reasons(stack)[0]).toMatch(
    /^Setting: Resource handler returned message: "colour must not be "refused"\." \(RequestToken: [\w-]{36}, HandlerErrorCode: InvalidRequest\)$/,
  );
});

test('an update that its handler refuses goes back to the previous value', async () => {
  const stack = await create();
  await update(stack, 'refused');
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(reasons(stack)[0]).toContain('colour must not be "refused".');
  expect(await parameter('colour')).toBe('red');
});

test('a call that its schema does not permit is denied, as on AWS', async () => {
  const schema = await foreignSchema();
  schema.handlers.create = { permissions: ['ssm:GetParameter'] };
  const stack = await create('red', await packForeignType({ 'schema.json': JSON.stringify(schema) }));
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(reasons(stack)[0]).toContain('ssm:PutParameter');
});

test.each([
  ['Python', 'python', 'python3.12', 'acme_config_setting.handlers.resource'],
  ['Java', 'java', 'java21', 'com.acme.config.setting.HandlerWrapper::handleRequest'],
])('the package of a type in %s is refused with a sentence', async (_, language, runtime, entrypoint) => {
  const settings = {
    artifact_type: 'RESOURCE',
    typeName: 'Acme::Config::Setting',
    language,
    runtime,
    entrypoint,
  };
  const other = await packForeignType({ '.rpdk-config': JSON.stringify(settings) });
  expect(() => cloudFormation.registry.register(other)).toThrow(
    `The handlers of Acme::Config::Setting need ${runtime}. The local AWS runs only handlers for Node.js.`,
  );
});

test('a package without the file of its entrypoint is refused with a sentence', async () => {
  const settings = {
    typeName: 'Acme::Config::Setting',
    runtime: 'nodejs20.x',
    entrypoint: 'dist/index.entrypoint',
  };
  const empty = await packForeignType({ '.rpdk-config': JSON.stringify(settings) });
  expect(() => cloudFormation.registry.register(empty)).toThrow(
    'The ResourceProvider.zip of Acme::Config::Setting has no file dist/index.js, which its entrypoint names.',
  );
});
