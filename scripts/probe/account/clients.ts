import { CloudControlClient } from '@aws-sdk/client-cloudcontrol';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';

/** What the SDK's clients are made with. Credentials come from the SDK's usual places unless they are given. */
export interface ClientOptions {
  region: string;
  endpoint?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

export function clientsOf({ endpoint, ...options }: ClientOptions) {
  const configuration = { ...options, ...(endpoint !== undefined && { endpoint }) };
  return {
    cloudControl: new CloudControlClient(configuration),
    cloudFormation: new CloudFormationClient(configuration),
    codeDeploy: new CodeDeployClient(configuration),
    ecs: new ECSClient(configuration),
    elb: new ElasticLoadBalancingV2Client(configuration),
    iam: new IAMClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: endpoint !== undefined }),
    sts: new STSClient(configuration),
  };
}

export type Clients = ReturnType<typeof clientsOf>;
