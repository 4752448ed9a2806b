import { createHash } from 'node:crypto';
import { isMap, scalarText } from '../../values/value';
import type { Clients } from './clients';
import { mapOf, textOf } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  Name: 'string',
  Description: 'string',
  SecretString: 'string',
  GenerateSecretString: {
    ExcludeCharacters: 'string',
    ExcludeLowercase: 'boolean',
    ExcludeNumbers: 'boolean',
    ExcludePunctuation: 'boolean',
    ExcludeUppercase: 'boolean',
    GenerateStringKey: 'string',
    IncludeSpace: 'boolean',
    PasswordLength: 'number',
    RequireEachIncludedType: 'boolean',
    SecretStringTemplate: 'string',
  },
  KmsKeyId: 'string',
  ReplicaRegions: 'json',
  Type: 'string',
  Tags: TAGS,
};

/** A password of letters and digits, the same in every run of a program. */
function generated(request: NativeRequest): string | undefined {
  if (!isMap(request.properties.GenerateSecretString)) return undefined;
  const wanted = mapOf(request.properties, 'GenerateSecretString');
  const length = Number(wanted.PasswordLength ?? 32);
  let password = '';
  for (let part = 0; password.length < length; part += 1)
    password += createHash('sha256')
      .update(`${request.generatedName(64)} ${part}`)
      .digest('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '');
  password = password.slice(0, length);
  const key = textOf(wanted, 'GenerateStringKey');
  if (key === undefined) return password;
  const template = JSON.parse(scalarText(wanted.SecretStringTemplate ?? '{}')) as object;
  return JSON.stringify({ ...template, [key]: password });
}

/** AWS::SecretsManager::Secret. Ref is the ARN. */
export function secret({ secretsManager }: Clients): NativeType {
  return {
    typeName: 'AWS::SecretsManager::Secret',
    properties,
    required: [],
    createOnly: ['Name'],
    attributes: ['Id'],
    taggable: true,
    create: async (request) => {
      const client = await secretsManager.get();
      const { ARN } = await client.createSecret({
        Name: textOf(request.properties, 'Name') ?? request.generatedName(64),
        Description: textOf(request.properties, 'Description'),
        SecretString: textOf(request.properties, 'SecretString') ?? generated(request),
        Tags: request.tags,
      });
      return ARN ?? '';
    },
    update: async (request) => {
      const client = await secretsManager.get();
      const isChanged = request.changed('SecretString') || request.changed('GenerateSecretString');
      const SecretString = textOf(request.properties, 'SecretString') ?? generated(request);
      await client.updateSecret({
        SecretId: request.physicalId,
        Description: textOf(request.properties, 'Description'),
        ...(isChanged && { SecretString }),
      });
    },
    remove: async ({ physicalId }) => {
      await (await secretsManager.get()).deleteSecret({ SecretId: physicalId });
    },
    read: async ({ physicalId }) => ({ Id: physicalId }),
  };
}
