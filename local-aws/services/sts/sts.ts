import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { AccountContext } from '../../core/account-context';
import type { Caller, Service } from '../../core/service';

/** AWS Security Token Service: says who calls. Every access key is taken for a user of the account. */
export class Sts implements Service {
  readonly operations = {
    GetCallerIdentity: (_input: GetCallerIdentityRequest, caller: Caller) => this.getCallerIdentity(caller),
  };

  constructor(private readonly account: AccountContext) {}

  private getCallerIdentity({ accessKeyId }: Caller): GetCallerIdentityResponse {
    const { partition, accountId } = this.account;
    return {
      UserId: accessKeyId,
      Account: accountId,
      Arn: `arn:${partition}:iam::${accountId}:user/${accessKeyId}`,
    };
  }
}
