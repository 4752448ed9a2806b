import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { isList, isMap, scalarText, type Value } from '../../values/value';
import type { Clients } from './clients';
import { textOf, textsOf } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  RoleName: 'string',
  Path: 'string',
  Description: 'string',
  AssumeRolePolicyDocument: 'json',
  ManagedPolicyArns: ['string'],
  Policies: [{ PolicyName: 'string', PolicyDocument: 'json' }],
  MaxSessionDuration: 'number',
  PermissionsBoundary: 'string',
  Tags: TAGS,
};

function documentText(document: Value | undefined): string {
  return typeof document === 'string' ? document : JSON.stringify(document ?? {});
}

function inlinePolicies(request: NativeRequest): Map<string, string> {
  const { Policies } = request.properties;
  const policies = isList(Policies) ? Policies.filter(isMap) : [];
  return new Map(
    policies.map(({ PolicyName, PolicyDocument }) => [scalarText(PolicyName), documentText(PolicyDocument)]),
  );
}

/** AWS::IAM::Role with its policies. Ref is the name. */
export function role({ iam }: Clients): NativeType {
  const setPolicies = async (RoleName: string, request: NativeRequest): Promise<void> => {
    const wanted = inlinePolicies(request);
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      if (!wanted.has(PolicyName)) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    for (const [PolicyName, PolicyDocument] of wanted) {
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    }
    const managed = textsOf(request.properties, 'ManagedPolicyArns');
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    const attached = AttachedPolicies.map(({ PolicyArn }) => PolicyArn ?? '');
    for (const PolicyArn of attached) {
      if (!managed.includes(PolicyArn)) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    for (const PolicyArn of managed) {
      if (!attached.includes(PolicyArn)) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    }
  };
  return {
    typeName: 'AWS::IAM::Role',
    properties,
    required: ['AssumeRolePolicyDocument'],
    createOnly: ['RoleName', 'Path'],
    attributes: ['Arn', 'RoleId'],
    taggable: true,
    create: async (request) => {
      const RoleName = textOf(request.properties, 'RoleName') ?? request.generatedName(64);
      await iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: documentText(request.properties.AssumeRolePolicyDocument),
          Path: textOf(request.properties, 'Path'),
          Description: textOf(request.properties, 'Description'),
          Tags: request.tags,
        }),
      );
      await setPolicies(RoleName, request);
      return RoleName;
    },
    update: async (request) => {
      const RoleName = request.physicalId;
      if (request.changed('AssumeRolePolicyDocument')) {
        const PolicyDocument = documentText(request.properties.AssumeRolePolicyDocument);
        await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
      }
      await setPolicies(RoleName, request);
      await iam.send(new TagRoleCommand({ RoleName, Tags: request.tags }));
    },
    remove: async (request) => {
      await setPolicies(request.physicalId, { ...request, properties: {} });
      await iam.send(new DeleteRoleCommand({ RoleName: request.physicalId }));
    },
    read: async ({ physicalId }) => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: physicalId }));
      return { Arn: Role?.Arn, RoleId: Role?.RoleId };
    },
  };
}
