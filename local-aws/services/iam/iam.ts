import type {
  AttachRolePolicyRequest,
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRolePolicyRequest,
  DeleteRoleRequest,
  DetachRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  GetRoleRequest,
  ListAttachedRolePoliciesRequest,
  ListRolePoliciesRequest,
  ListRoleTagsRequest,
  PutRolePolicyRequest,
  Role,
  TagRoleRequest,
  UntagRoleRequest,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import type { Roles } from '../codedeploy/service-ports';
import { Ids, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { capitalTags, TagStore } from '../../core/tags';
import { CustomerPolicies } from './customer-policies';
import { conflict, noSuchEntity } from './errors';
import { managedPolicy } from './managed-policies';
import { parsePolicy, policiesAllow, trusts, type PolicyDocument } from './policies';

interface StoredRole {
  role: Role & { RoleName: string; Arn: string; CreateDate: Date };
  trustPolicy: PolicyDocument;
  inline: Map<string, PolicyDocument>;
  attached: string[];
}

/** AWS IAM: roles, which service may assume them, and what their policies allow; and the account's own managed policies. */
export class Iam implements Service, Roles {
  /** A fault: seconds that pass before other services see a new role. */
  propagationSeconds = 0;
  readonly #roles = new Map<string, StoredRole>();
  readonly #tags = new TagStore();
  readonly #ids = new Ids('role');

  readonly #policies: CustomerPolicies;

  private readonly roleOperations = {
    CreateRole: (input: CreateRoleRequest) => this.#create(input),
    GetRole: ({ RoleName: name }: GetRoleRequest) => ({ Role: this.#described(this.#get(name)) }),
    ListRoles: () => ({
      Roles: [...this.#roles.values()].map((each) => this.#described(each)),
      IsTruncated: false,
    }),
    UpdateRole: ({ RoleName: name, Description, MaxSessionDuration }: UpdateRoleRequest) => {
      const { role } = this.#get(name);
      if (Description !== undefined) role.Description = Description;
      if (MaxSessionDuration !== undefined) role.MaxSessionDuration = MaxSessionDuration;
      return {};
    },
    UpdateAssumeRolePolicy: ({ RoleName: name, PolicyDocument: document }: UpdateAssumeRolePolicyRequest) => {
      const stored = this.#get(name);
      stored.trustPolicy = parsePolicy(document);
      stored.role.AssumeRolePolicyDocument = encodeURIComponent(document ?? '');
    },
    DeleteRole: ({ RoleName: name }: DeleteRoleRequest) => {
      this.#delete(name);
    },
    PutRolePolicy: ({
      RoleName: role,
      PolicyName: name = '',
      PolicyDocument: document,
    }: PutRolePolicyRequest) => {
      this.#get(role).inline.set(name, parsePolicy(document));
    },
    GetRolePolicy: (input: GetRolePolicyRequest) => this.#getRolePolicy(input),
    ListRolePolicies: ({ RoleName: name }: ListRolePoliciesRequest) => ({
      PolicyNames: [...this.#get(name).inline.keys()],
      IsTruncated: false,
    }),
    DeleteRolePolicy: ({ RoleName: role, PolicyName: name = '' }: DeleteRolePolicyRequest) => {
      if (!this.#get(role).inline.delete(name)) {
        throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
      }
    },
    AttachRolePolicy: ({ RoleName: name, PolicyArn: arn = '' }: AttachRolePolicyRequest) => {
      const { attached } = this.#get(name);
      if (!this.#managed(arn)) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
      if (!attached.includes(arn)) attached.push(arn);
    },
    DetachRolePolicy: ({ RoleName: name, PolicyArn: arn = '' }: DetachRolePolicyRequest) => {
      const stored = this.#get(name);
      if (!stored.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
      stored.attached = stored.attached.filter((other) => other !== arn);
    },
    ListAttachedRolePolicies: ({ RoleName: name }: ListAttachedRolePoliciesRequest) => ({
      AttachedPolicies: this.#get(name).attached.map((arn) => ({
        PolicyName: arn.split('/').at(-1),
        PolicyArn: arn,
      })),
      IsTruncated: false,
    }),
    TagRole: ({ RoleName: name, Tags: tags }: TagRoleRequest) => {
      this.#tags.add(this.#get(name).role.Arn, capitalTags.read(tags));
    },
    UntagRole: ({ RoleName: name, TagKeys: keys = [] }: UntagRoleRequest) => {
      this.#tags.remove(this.#get(name).role.Arn, keys);
    },
    ListRoleTags: ({ RoleName: name }: ListRoleTagsRequest) => ({
      Tags: capitalTags.write(this.#tags.of(this.#get(name).role.Arn)),
      IsTruncated: false,
    }),
  };

  readonly operations: Iam['roleOperations'] & CustomerPolicies['operations'];

  constructor(private readonly account: AccountContext) {
    const attachments = (arn: string) =>
      [...this.#roles.values()].filter(({ attached }) => attached.includes(arn)).length;
    this.#policies = new CustomerPolicies(account, attachments);
    this.operations = { ...this.roleOperations, ...this.#policies.operations };
  }

  exists(roleArn: string): boolean {
    return this.#find(roleArn) !== undefined;
  }

  canAssume(roleArn: string, principal: string): boolean {
    const stored = this.#find(roleArn);
    if (!stored) return false;
    const visible = stored.role.CreateDate.getTime() + this.propagationSeconds * 1000;
    return this.account.clock.now() >= visible && trusts(stored.trustPolicy, principal);
  }

  allows(
    roleArn: string,
    action: string,
    resource?: string,
    context?: Readonly<Record<string, string>>,
  ): boolean {
    const stored = this.#find(roleArn);
    if (!stored) return false;
    const managed = stored.attached.map((arn) => this.#managed(arn) ?? {});
    return policiesAllow([...stored.inline.values(), ...managed], { action, resource, context });
  }

  /** The document of one of the account's own policies, or of AWS's. */
  #managed(arn: string): PolicyDocument | undefined {
    return this.#policies.documentOf(arn) ?? managedPolicy(arn);
  }

  #create(input: CreateRoleRequest): CreateRoleResponse {
    const { RoleName: name = '', Path: path = '/', Tags: tags, AssumeRolePolicyDocument: document } = input;
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
      throw new ServiceError('ValidationError', 'The specified value for roleName is invalid.');
    }
    if (this.#roles.has(name)) {
      throw new ServiceError('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
    }
    const trustPolicy = parsePolicy(document);
    const role = {
      Path: path,
      RoleName: name,
      RoleId: `AROA${this.#ids.hex(17).toUpperCase()}`,
      Arn: `arn:${this.account.partition}:iam::${this.account.accountId}:role${path}${name}`,
      CreateDate: this.account.clock.date(),
      AssumeRolePolicyDocument: encodeURIComponent(document ?? ''),
      MaxSessionDuration: input.MaxSessionDuration ?? 3600,
      ...(input.Description === undefined ? {} : { Description: input.Description }),
    };
    const stored = { role, trustPolicy, inline: new Map<string, PolicyDocument>(), attached: [] };
    this.#roles.set(name, stored);
    this.#tags.add(role.Arn, capitalTags.read(tags));
    return { Role: this.#described(stored) };
  }

  #getRolePolicy({ RoleName: role, PolicyName: name = '' }: GetRolePolicyRequest): GetRolePolicyResponse {
    const document = this.#get(role).inline.get(name);
    if (!document) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
    return { RoleName: role, PolicyName: name, PolicyDocument: encodeURIComponent(JSON.stringify(document)) };
  }

  #delete(name: string | undefined): void {
    const { role, inline, attached } = this.#get(name);
    if (inline.size > 0) throw conflict('Cannot delete entity, must delete policies first.');
    if (attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
    this.#roles.delete(role.RoleName);
    this.#tags.forget(role.Arn);
  }

  #find(arn: string): StoredRole | undefined {
    return [...this.#roles.values()].find(({ role }) => role.Arn === arn);
  }

  #get(name: string | undefined): StoredRole {
    const found = this.#roles.get(name ?? '');
    if (!found) throw noSuchEntity(`The role with name ${name} cannot be found.`);
    return found;
  }

  #described({ role }: StoredRole): Role {
    const tags = capitalTags.write(this.#tags.of(role.Arn));
    return { ...role, ...(tags.length > 0 ? { Tags: tags } : {}) };
  }
}
