import type {
  CreateSecretRequest,
  DeleteSecretRequest,
  DescribeSecretRequest,
  GetSecretValueRequest,
  GetSecretValueResponse,
  PutSecretValueRequest,
  UpdateSecretRequest,
} from '@aws-sdk/client-secrets-manager';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { capitalTags, TagStore } from '../../core/tags';

interface Version {
  id: string;
  text: string | undefined;
  binary: Uint8Array | undefined;
  created: Date;
  stages: string[];
}

interface Secret {
  arn: string;
  name: string;
  description: string | undefined;
  created: Date;
  /** Oldest first. */
  versions: Version[];
}

/** AWS Secrets Manager: secrets with their current and their previous version. */
export class SecretsManager implements Service {
  readonly #secrets: Secret[] = [];
  readonly #tags = new TagStore();
  readonly #ids = new Ids('secret');

  readonly operations = {
    CreateSecret: (input: CreateSecretRequest) => this.#create(input),
    GetSecretValue: (input: GetSecretValueRequest) => this.#read(input),
    PutSecretValue: ({ SecretId, SecretString, SecretBinary }: PutSecretValueRequest) => {
      const secret = this.#get(SecretId);
      const { id, stages } = this.#addVersion(secret, SecretString, SecretBinary);
      return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: stages };
    },
    UpdateSecret: ({ SecretId, Description, SecretString, SecretBinary }: UpdateSecretRequest) => {
      const secret = this.#get(SecretId);
      if (Description !== undefined) secret.description = Description;
      const isNew = SecretString !== undefined || SecretBinary !== undefined;
      const version = isNew ? this.#addVersion(secret, SecretString, SecretBinary) : undefined;
      return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
    },
    DescribeSecret: ({ SecretId }: DescribeSecretRequest) => this.#describe(this.#get(SecretId)),
    ListSecrets: () => ({ SecretList: this.#secrets.map((secret) => this.#describe(secret)) }),
    /** Without a recovery window: a deleted secret is gone at once. */
    DeleteSecret: ({ SecretId }: DeleteSecretRequest) => {
      const secret = this.#get(SecretId);
      this.#secrets.splice(this.#secrets.indexOf(secret), 1);
      this.#tags.forget(secret.arn);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: this.account.clock.date() };
    },
  };

  constructor(private readonly account: AccountContext) {}

  #create(input: CreateSecretRequest) {
    const { Name: name = '', Description: description, SecretString, SecretBinary, Tags } = input;
    if (this.#secrets.some((secret) => secret.name === name))
      throw new ServiceError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    const arn = regionalArn(this.account, 'secretsmanager', `secret:${name}-${this.#ids.hex(6)}`);
    const secret: Secret = { arn, name, description, created: this.account.clock.date(), versions: [] };
    this.#secrets.push(secret);
    this.#tags.add(arn, capitalTags.read(Tags));
    const isEmpty = SecretString === undefined && SecretBinary === undefined;
    const version = isEmpty ? undefined : this.#addVersion(secret, SecretString, SecretBinary);
    return { ARN: arn, Name: name, VersionId: version?.id };
  }

  #addVersion(secret: Secret, text: string | undefined, binary: Uint8Array | undefined): Version {
    const stages = ['AWSCURRENT'];
    const version = { id: this.#ids.uuid(), text, binary, created: this.account.clock.date(), stages };
    const previous = secret.versions.at(-1);
    secret.versions = [...(previous ? [{ ...previous, stages: ['AWSPREVIOUS'] }] : []), version];
    return version;
  }

  #read({ SecretId, VersionId, VersionStage }: GetSecretValueRequest): GetSecretValueResponse {
    const secret = this.#get(SecretId);
    const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
    const found = secret.versions.find(
      ({ id, stages }) =>
        (VersionId === undefined || id === VersionId) && (stage === undefined || stages.includes(stage)),
    );
    if (!found)
      throw notFound(
        `Secrets Manager can't find the specified secret value for ${
          VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`
        }`,
      );
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: found.id,
      SecretString: found.text,
      SecretBinary: found.binary,
      VersionStages: found.stages,
      CreatedDate: found.created,
    };
  }

  #describe({ arn, name, description, created, versions }: Secret) {
    return {
      ARN: arn,
      Name: name,
      Description: description,
      CreatedDate: created,
      Tags: capitalTags.write(this.#tags.of(arn)),
      VersionIdsToStages: Object.fromEntries(versions.map(({ id, stages }) => [id, stages])),
    };
  }

  #get(id = ''): Secret {
    const found = this.#secrets.find(({ arn, name }) => arn === id || name === id);
    if (!found) throw notFound("Secrets Manager can't find the specified secret.");
    return found;
  }
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message);
}
