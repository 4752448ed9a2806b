import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { accountPerTest } from '../fixtures/account';
import { scalarText } from '../values/value';

const account = accountPerTest();

const put = async (Value: string, Type: 'String' | 'SecureString' = 'String') => {
  const ssm = new SSM(clientConfiguration(account.aws));
  await ssm.putParameter({ Name: '/color', Type, Value, Overwrite: true });
  ssm.destroy();
};
const createSecret = async (SecretString: string) => {
  const secrets = new SecretsManager(clientConfiguration(account.aws));
  const { ARN = '' } = await secrets.createSecret({ Name: 'login', SecretString });
  await secrets.putSecretValue({ SecretId: 'login', SecretString: SecretString.replace('me', 'you') });
  secrets.destroy();
  return ARN;
};
const things = (Color: unknown, more: object = {}) =>
  JSON.stringify({ Resources: { Thing: { Type: 'Test::Things::Thing', Properties: { Color, ...more } } } });

/** The colors that the handler of the thing got, oldest first. */
const colors = () =>
  account
    .requests()
    .filter(({ action }) => action !== 'READ' && action !== 'DELETE')
    .map(({ requestData: { resourceProperties, previousResourceProperties } }) =>
      [previousResourceProperties, resourceProperties]
        .flatMap((properties) => (properties ? scalarText(properties.Color) : []))
        .join(' to '),
    );

test('a handler gets the values of parameters, and the stack keeps the references', async () => {
  await put('red');
  await put('blue');
  const stack = await account.create(things('{{resolve:ssm:/color:1}} and {{resolve:ssm:/color}}'));
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(colors()).toEqual(['red and blue']);
  expect(stack.resources.get('Thing')?.properties.Color).toContain('{{resolve:ssm:/color}}');
});

test('a changed value alone is no update, but the next update uses it', async () => {
  await put('red', 'SecureString');
  const stack = await account.create(things('{{resolve:ssm-secure:/color}}'));
  await put('blue', 'SecureString');
  await expect(account.update(stack, things('{{resolve:ssm-secure:/color}}'))).rejects.toThrow(
    'No updates are to be performed.',
  );
  await account.update(stack, things('{{resolve:ssm-secure:/color}}', { Size: 2 }));
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(colors().at(-1)).toBe('blue to blue');
});

test('a secret is read whole, by its key, by its stage, and by its ARN', async () => {
  const arn = await createSecret('{"user":"me","port":80}');
  const references = [
    '{{resolve:secretsmanager:login}}',
    '{{resolve:secretsmanager:login:SecretString:user}}',
    '{{resolve:secretsmanager:login:SecretString:user:AWSPREVIOUS}}',
    `{{resolve:secretsmanager:${arn}:SecretString:port}}`,
  ];
  await account.create(things({ 'Fn::Join': ['|', references] }));
  expect(colors()).toEqual(['{"user":"you","port":80}|you|me|80']);
});

test.each([
  ['a parameter that does not exist', '{{resolve:ssm:/none}}', /Unable to fetch parameters \[\/none\]/],
  ['a version that does not exist', '{{resolve:ssm:/color:7}}', /could not find version 7 of \/color/],
  ['a secret that does not exist', '{{resolve:secretsmanager:none}}', /can't find the specified secret/],
  ['a key that does not exist', '{{resolve:secretsmanager:login:SecretString:none}}', /JSONKey/],
])('%s fails the resource before its handler is called', async (_, reference, reason) => {
  await put('red');
  await createSecret('{"user":"me"}');
  const stack = await account.create(things(reference));
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  const failed = stack.events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toMatch(reason);
  expect(account.calls()).toEqual([]);
});

test('a rollback uses the values of the old references', async () => {
  await put('red');
  await put('blue');
  const stack = await account.create(things('{{resolve:ssm:/color:1}}'));
  account.cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'UPDATE',
    rollback: false,
    kind: 'failed',
  });
  await account.update(stack, things('{{resolve:ssm:/color:2}}'));
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(colors().at(-1)).toBe('blue to red');
});

test('refuses references to other services, and too many of them', async () => {
  await expect(account.create(things('{{resolve:dynamodb:table}}'))).rejects.toThrow(
    'Resources: dynamic references to dynamodb are not supported',
  );
  await expect(account.create(things('{{resolve:ssm:/color}}'.repeat(61)))).rejects.toThrow(
    'Resources: 61 dynamic references; a template may have 60',
  );
});

test('a generated secret can be referred to in the same stack', async () => {
  const template = JSON.stringify({
    Resources: {
      Login: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          GenerateSecretString: {
            SecretStringTemplate: '{"user":"me"}',
            GenerateStringKey: 'password',
            PasswordLength: 20,
          },
        },
      },
      Thing: {
        Type: 'Test::Things::Thing',
        Properties: { Color: { 'Fn::Sub': '{{resolve:secretsmanager:${Login}:SecretString:password}}' } },
      },
    },
  });
  expect((await account.create(template)).status).toBe('CREATE_COMPLETE');
  expect(colors()[0]).toMatch(/^[A-Za-z0-9]{20}$/);
});
