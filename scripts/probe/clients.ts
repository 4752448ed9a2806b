import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';

/** What the SDK's clients are made with. Credentials come from the SDK's usual places unless they are given. */
export interface ClientOptions {
  region: string;
  endpoint?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

export function clientsOf({ endpoint, ...options }: ClientOptions) {
  const configuration = { ...options, ...(endpoint !== undefined && { endpoint }) };
  return {
    codeDeploy: new CodeDeployClient(configuration),
    ecs: new ECSClient(configuration),
    elb: new ElasticLoadBalancingV2Client(configuration),
    iam: new IAMClient(configuration),
  };
}

export type Clients = ReturnType<typeof clientsOf>;
