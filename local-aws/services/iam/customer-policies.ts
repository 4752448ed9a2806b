import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  DeletePolicyRequest,
  DeletePolicyVersionRequest,
  GetPolicyRequest,
  GetPolicyResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPoliciesResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  Policy,
  PolicyVersion,
} from '@aws-sdk/client-iam';
import { Ids, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { conflict, noSuchEntity } from './errors';
import { parsePolicy, type PolicyDocument } from './policies';

/** A policy has at most five versions (IAM User Guide, IAM and AWS STS quotas). */
const MOST_VERSIONS = 5;

interface StoredVersion {
  id: string;
  text: string;
  document: PolicyDocument;
  created: Date;
}

interface StoredPolicy {
  arn: string;
  name: string;
  id: string;
  path: string;
  description: string | undefined;
  created: Date;
  versions: StoredVersion[];
  defaultVersion: string;
  /** Versions that were ever made. */
  made: number;
}

/** The managed policies that the account has made itself. */
export class CustomerPolicies {
  readonly #policies = new Map<string, StoredPolicy>();
  readonly #ids = new Ids('policy');

  /** @param attachments how many roles have a policy */
  constructor(
    private readonly account: AccountContext,
    private readonly attachments: (arn: string) => number,
  ) {}

  /** The document in effect: that of the default version. */
  documentOf(arn: string): PolicyDocument | undefined {
    const policy = this.#policies.get(arn);
    return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
  }

  readonly operations = {
    CreatePolicy: (input: CreatePolicyRequest) => this.#create(input),
    GetPolicy: ({ PolicyArn: arn }: GetPolicyRequest): GetPolicyResponse => ({
      Policy: this.#described(this.#get(arn)),
    }),
    ListPolicies: (): ListPoliciesResponse => ({
      Policies: [...this.#policies.values()].map((policy) => this.#described(policy)),
      IsTruncated: false,
    }),
    DeletePolicy: ({ PolicyArn: arn }: DeletePolicyRequest): void => {
      const policy = this.#get(arn);
      if (this.attachments(policy.arn) > 0) throw conflict('Cannot delete a policy attached to entities.');
      if (policy.versions.length > 1)
        throw conflict('This policy has more than one version. Before you delete a policy, delete them.');
      this.#policies.delete(policy.arn);
    },
    CreatePolicyVersion: (input: CreatePolicyVersionRequest) => this.#createVersion(input),
    GetPolicyVersion: ({
      PolicyArn: arn,
      VersionId: id,
    }: GetPolicyVersionRequest): GetPolicyVersionResponse => {
      const policy = this.#get(arn);
      const version = this.#version(policy, id);
      return {
        PolicyVersion: { ...describedVersion(policy, version), Document: encodeURIComponent(version.text) },
      };
    },
    ListPolicyVersions: ({ PolicyArn: arn }: ListPolicyVersionsRequest): ListPolicyVersionsResponse => {
      const policy = this.#get(arn);
      return {
        Versions: policy.versions.map((version) => describedVersion(policy, version)),
        IsTruncated: false,
      };
    },
    DeletePolicyVersion: ({ PolicyArn: arn, VersionId: id }: DeletePolicyVersionRequest): void => {
      const policy = this.#get(arn);
      const version = this.#version(policy, id);
      if (version.id === policy.defaultVersion)
        throw conflict('Cannot delete the default version of a policy.');
      policy.versions = policy.versions.filter((other) => other !== version);
    },
  };

  #create(input: CreatePolicyRequest): CreatePolicyResponse {
    const { PolicyName: name = '', Path: path = '/', PolicyDocument: text, Description } = input;
    if (!/^[\w+=,.@-]{1,128}$/.test(name))
      throw new ServiceError('ValidationError', 'The specified value for policyName is invalid.');
    const { partition, accountId, clock } = this.account;
    const arn = `arn:${partition}:iam::${accountId}:policy${path}${name}`;
    if (this.#policies.has(arn))
      throw new ServiceError('EntityAlreadyExistsException', `A policy called ${name} already exists.`, 409);
    const policy: StoredPolicy = {
      arn,
      name,
      id: `ANPA${this.#ids.hex(17).toUpperCase()}`,
      path,
      description: Description,
      created: clock.date(),
      versions: [],
      defaultVersion: 'v1',
      made: 0,
    };
    this.#addVersion(policy, text);
    this.#policies.set(arn, policy);
    return { Policy: this.#described(policy) };
  }

  #createVersion(input: CreatePolicyVersionRequest): CreatePolicyVersionResponse {
    const policy = this.#get(input.PolicyArn);
    if (policy.versions.length >= MOST_VERSIONS)
      throw new ServiceError(
        'LimitExceededException',
        `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        409,
      );
    const version = this.#addVersion(policy, input.PolicyDocument);
    if (input.SetAsDefault === true) policy.defaultVersion = version.id;
    return { PolicyVersion: describedVersion(policy, version) };
  }

  #addVersion(policy: StoredPolicy, text = ''): StoredVersion {
    const document = parsePolicy(text);
    policy.made += 1;
    const version = { id: `v${policy.made}`, text, document, created: this.account.clock.date() };
    policy.versions.push(version);
    return version;
  }

  #version(policy: StoredPolicy, id: string | undefined): StoredVersion {
    const version = policy.versions.find((each) => each.id === id);
    if (!version) throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist.`);
    return version;
  }

  #get(arn = ''): StoredPolicy {
    const policy = this.#policies.get(arn);
    if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
    return policy;
  }

  #described(policy: StoredPolicy): Policy {
    return {
      PolicyName: policy.name,
      PolicyId: policy.id,
      Arn: policy.arn,
      Path: policy.path,
      DefaultVersionId: policy.defaultVersion,
      AttachmentCount: this.attachments(policy.arn),
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      Description: policy.description,
      CreateDate: policy.created,
      UpdateDate: policy.versions.at(-1)?.created,
    };
  }
}

function describedVersion(policy: StoredPolicy, { id, created }: StoredVersion): PolicyVersion {
  return { VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: created };
}
