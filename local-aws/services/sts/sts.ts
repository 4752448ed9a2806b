import { createHash } from 'node:crypto';
import type {
  AssumeRoleRequest,
  AssumeRoleResponse,
  Credentials,
  GetCallerIdentityRequest,
  GetCallerIdentityResponse,
  GetSessionTokenRequest,
} from '@aws-sdk/client-sts';
import type { AccountContext } from '../../core/account-context';
import { ServiceError, type Caller, type Service } from '../../core/service';

const DEFAULT_SECONDS = { session: 43_200, role: 3600 };

/** The roles that can be assumed. */
interface Roles {
  exists(roleArn: string): boolean;
}

/** AWS Security Token Service. Every access key counts as a user of the account, and may assume every role. */
export class Sts implements Service {
  readonly operations = {
    GetCallerIdentity: (_input: GetCallerIdentityRequest, caller: Caller) => this.getCallerIdentity(caller),
    GetSessionToken: (
      { DurationSeconds = DEFAULT_SECONDS.session }: GetSessionTokenRequest,
      caller: Caller,
    ) => ({
      Credentials: this.#credentials(caller.accessKeyId, DurationSeconds),
    }),
    AssumeRole: (input: AssumeRoleRequest) => this.#assume(input),
  };

  constructor(
    private readonly account: AccountContext,
    private readonly roles: Roles,
  ) {}

  private getCallerIdentity({ accessKeyId }: Caller): GetCallerIdentityResponse {
    const { partition, accountId } = this.account;
    return {
      UserId: accessKeyId,
      Account: accountId,
      Arn: `arn:${partition}:iam::${accountId}:user/${accessKeyId}`,
    };
  }

  #assume(input: AssumeRoleRequest): AssumeRoleResponse {
    const {
      RoleArn: arn = '',
      RoleSessionName: session = '',
      DurationSeconds = DEFAULT_SECONDS.role,
    } = input;
    if (!this.roles.exists(arn))
      throw new ServiceError(
        'AccessDenied',
        `The caller is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        403,
      );
    const { partition, accountId } = this.account;
    const name = arn.split('/').at(-1) ?? '';
    return {
      Credentials: this.#credentials(`${arn} ${session}`, DurationSeconds),
      AssumedRoleUser: {
        AssumedRoleId: `AROA${keyOf(arn)}:${session}`,
        Arn: `arn:${partition}:sts::${accountId}:assumed-role/${name}/${session}`,
      },
    };
  }

  /** The expiration is real time: clients compare it with their own clock. */
  #credentials(seed: string, seconds: number): Credentials {
    return {
      AccessKeyId: `ASIA${keyOf(seed)}`,
      SecretAccessKey: createHash('sha256').update(seed).digest('base64').slice(0, 40),
      SessionToken: createHash('sha512').update(seed).digest('base64'),
      Expiration: new Date(Date.now() + seconds * 1000),
    };
  }
}

function keyOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 16).toUpperCase();
}
