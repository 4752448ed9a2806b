import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { scalarText, type ValueMap } from '../../values/value';
import type { Clients } from './clients';
import { textOf, textsOf } from './input';
import type { NativeType } from './native-type';

/** AWS::IAM::Policy: an inline policy of roles. Ref is its name. There are neither users nor groups here. */
export function policy({ iam }: Clients): NativeType {
  const nameOf = (properties: ValueMap): string => textOf(properties, 'PolicyName') ?? '';
  const put = async (properties: ValueMap): Promise<void> => {
    const PolicyDocument = scalarText(properties.PolicyDocument);
    for (const RoleName of textsOf(properties, 'Roles'))
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: nameOf(properties), PolicyDocument }));
  };
  /** A role that is gone has no policy any more. */
  const removeFrom = async (roles: readonly string[], PolicyName: string): Promise<void> => {
    for (const RoleName of roles)
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'NoSuchEntityException')) throw error;
      });
  };
  return {
    typeName: 'AWS::IAM::Policy',
    properties: {
      PolicyName: 'string',
      PolicyDocument: 'json',
      Roles: ['string'],
      Users: ['string'],
      Groups: ['string'],
    },
    required: ['PolicyName', 'PolicyDocument'],
    createOnly: [],
    attributes: ['Id'],
    taggable: false,
    create: async ({ properties }) => {
      await put(properties);
      return nameOf(properties);
    },
    update: async ({ properties, previous }) => {
      const isRenamed = nameOf(properties) !== nameOf(previous);
      const kept = isRenamed ? [] : textsOf(properties, 'Roles');
      await put(properties);
      const lost = textsOf(previous, 'Roles').filter((role) => !kept.includes(role));
      await removeFrom(lost, nameOf(previous));
    },
    remove: async ({ properties }) => removeFrom(textsOf(properties, 'Roles'), nameOf(properties)),
    read: async ({ physicalId }) => ({ Id: physicalId }),
  };
}
