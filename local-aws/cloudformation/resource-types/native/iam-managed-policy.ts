import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import { scalarText, type ValueMap } from '../../values/value';
import type { Clients } from './clients';
import { textOf, textsOf } from './input';
import type { NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = {
  ManagedPolicyName: 'string',
  Description: 'string',
  Path: 'string',
  PolicyDocument: 'json',
  Roles: ['string'],
  Users: ['string'],
  Groups: ['string'],
};

/** AWS::IAM::ManagedPolicy, attached to roles. Ref is the ARN. There are neither users nor groups here. */
export function managedPolicy({ iam }: Clients): NativeType {
  const ifThere = (error: unknown): void => {
    if (!(error instanceof Error && error.name === 'NoSuchEntityException')) throw error;
  };
  const attach = async (PolicyArn: string, roles: readonly string[]): Promise<void> => {
    for (const RoleName of roles) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  };
  /** A role that is gone has no policy any more. */
  const detach = async (PolicyArn: string, roles: readonly string[]): Promise<void> => {
    for (const RoleName of roles)
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })).catch(ifThere);
  };
  const removeOldVersions = async (PolicyArn: string): Promise<void> => {
    const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    for (const { VersionId, IsDefaultVersion } of Versions)
      if (IsDefaultVersion !== true) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  };
  const documentOf = ({ PolicyDocument }: ValueMap): string => scalarText(PolicyDocument);
  return {
    typeName: 'AWS::IAM::ManagedPolicy',
    properties,
    required: ['PolicyDocument'],
    createOnly: ['Description', 'ManagedPolicyName', 'Path'],
    attributes: [
      'AttachmentCount', 'CreateDate', 'DefaultVersionId', 'IsAttachable', 'PermissionsBoundaryUsageCount',
      'PolicyArn', 'PolicyId', 'UpdateDate',
    ], // prettier-ignore
    taggable: false,
    create: async (request) => {
      const { Policy: made } = await iam.send(
        new CreatePolicyCommand({
          PolicyName: textOf(request.properties, 'ManagedPolicyName') ?? request.generatedName(128),
          Path: textOf(request.properties, 'Path'),
          Description: textOf(request.properties, 'Description'),
          PolicyDocument: documentOf(request.properties),
        }),
      );
      const arn = made?.Arn ?? '';
      try {
        await attach(arn, textsOf(request.properties, 'Roles'));
      } catch (error) {
        // CloudFormation does not learn the ARN, so the policy would never be deleted.
        await detach(arn, textsOf(request.properties, 'Roles'));
        await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
        throw error;
      }
      return arn;
    },
    update: async (request) => {
      const PolicyArn = request.physicalId;
      if (request.changed('PolicyDocument')) {
        await removeOldVersions(PolicyArn);
        const PolicyDocument = documentOf(request.properties);
        await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      }
      const roles = textsOf(request.properties, 'Roles');
      await attach(PolicyArn, roles);
      const lost = textsOf(request.previous, 'Roles').filter((role) => !roles.includes(role));
      await detach(PolicyArn, lost);
    },
    remove: async ({ physicalId, properties: declared }) => {
      await detach(physicalId, textsOf(declared, 'Roles'));
      await removeOldVersions(physicalId);
      await iam.send(new DeletePolicyCommand({ PolicyArn: physicalId }));
    },
    read: async ({ physicalId }) => {
      const { Policy: found } = await iam.send(new GetPolicyCommand({ PolicyArn: physicalId }));
      return {
        ...found,
        PolicyArn: found?.Arn,
        CreateDate: found?.CreateDate?.toISOString(),
        UpdateDate: found?.UpdateDate?.toISOString(),
      };
    },
  };
}
