import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';

/** The access key of CloudFormation's own calls. Handlers have other keys. */
const CLOUDFORMATION_ACCESS_KEY = 'CLOUDFORMATION';

export type Clients = ReturnType<typeof createClients>;

/** Clients of the services behind the native types. They do not retry, because the engine does. */
export function createClients(endpoint: string, region: string) {
  const configuration = {
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: CLOUDFORMATION_ACCESS_KEY, secretAccessKey: 'none' },
  };
  return {
    cloudWatch: new CloudWatchClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    codeDeploy: new CodeDeployClient(configuration),
    ecs: new ECSClient(configuration),
    loadBalancing: new ElasticLoadBalancingV2Client(configuration),
    iam: new IAMClient(configuration),
    lambda: new LambdaClient(configuration),
    sns: new SNSClient(configuration),
    ssm: new SSMClient(configuration),
    autoScaling: new LazyClient(() =>
      import('@aws-sdk/client-application-auto-scaling').then(
        ({ ApplicationAutoScaling }) => new ApplicationAutoScaling(configuration),
      ),
    ),
    eventBridge: new LazyClient(() =>
      import('@aws-sdk/client-eventbridge').then(({ EventBridge }) => new EventBridge(configuration)),
    ),
    s3: new LazyClient(() => import('@aws-sdk/client-s3').then(({ S3 }) => new S3(configuration))),
    stepFunctions: new LazyClient(() =>
      import('@aws-sdk/client-sfn').then(({ SFN }) => new SFN(configuration)),
    ),
    secretsManager: new LazyClient(() =>
      import('@aws-sdk/client-secrets-manager').then(
        ({ SecretsManager }) => new SecretsManager(configuration),
      ),
    ),
  };
}

/** A client that is loaded at its first use, because few stacks need it. */
class LazyClient<Client extends { destroy(): void }> {
  #client: Promise<Client> | undefined;

  constructor(private readonly load: () => Promise<Client>) {}

  get(): Promise<Client> {
    this.#client ??= this.load();
    return this.#client;
  }

  destroy(): void {
    void this.#client?.then((client) => {
      client.destroy();
    });
  }
}

export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
