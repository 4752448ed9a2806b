import type { Entrypoint } from '../../runtime/entrypoint';
import { OWNER_TAG } from '../../deployment/src/desired-state/description-marker';
import { type LocalAws, createBlueGreenService, startLocalAws } from '#local-aws';
import { eventOf, GROUP_NAME, groupInput, type Answer } from '#test-kit';

export interface ListOptions {
  applications: number;
  groupsEach: number;
}

export interface ListResult {
  pages: number;
  /** Resources listed. */
  listed: number;
  /** CodeDeploy calls, those included that were throttled. */
  calls: number;
  throttled: number;
  mostCallsOfAPage: number;
  /** Of real time. */
  slowestPageSeconds: number;
}

const ACCESS_KEY = 'ASIALISTING';

/** Creates ECS applications with deployment groups that carry the owner tag. */
export async function openGroups({ applications, groupsEach }: ListOptions): Promise<LocalAws> {
  const aws = await startLocalAws();
  const service = await createBlueGreenService(aws);
  // Without HTTP, to save time: only the listing is measured.
  const codeDeploy = (operation: string, input: object): unknown =>
    aws.codeDeploy.operations[operation]?.(input as never, { accessKeyId: 'AKIDSETUP' });
  const template = groupInput(service);
  // An account has at most a thousand applications.
  codeDeploy('DeleteApplication', { applicationName: service.applicationName });
  for (let number = 1; number <= applications; number++) {
    const applicationName = `shop-${String(number).padStart(4, '0')}`;
    codeDeploy('CreateApplication', { applicationName, computePlatform: 'ECS' });
    for (let group = 1; group <= groupsEach; group++) {
      // CodeDeploy allows a service in one group only.
      const serviceName = `${applicationName}-${group}`;
      aws.ecs.operations.CreateService({
        cluster: service.clusterName,
        serviceName,
        taskDefinition: service.taskDefinitions[0],
        desiredCount: 0,
        launchType: 'FARGATE',
        deploymentController: { type: 'CODE_DEPLOY' },
        loadBalancers: [
          {
            targetGroupArn: service.targetGroups[0].arn,
            containerName: service.containerName,
            containerPort: service.containerPort,
          },
        ],
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      });
      codeDeploy('CreateDeploymentGroup', {
        ...template,
        applicationName,
        deploymentGroupName: `${GROUP_NAME}-${group}`,
        ecsServices: [{ clusterName: service.clusterName, serviceName }],
        tags: [{ Key: OWNER_TAG, Value: 'measured' }],
      });
    }
  }
  return aws;
}

/** Lists all pages, as CloudFormation does. */
export async function listAll(aws: LocalAws, entrypoint: Entrypoint): Promise<ListResult> {
  process.env.AWS_ENDPOINT_URL = aws.endpoint;
  const result: ListResult = {
    pages: 0,
    listed: 0,
    calls: 0,
    throttled: 0,
    mostCallsOfAPage: 0,
    slowestPageSeconds: 0,
  };
  let nextToken: string | undefined;
  do {
    const event = eventOf(aws, 'LIST', { properties: {}, ...(nextToken !== undefined && { nextToken }) });
    const data = event.requestData as { callerCredentials: object };
    data.callerCredentials = { ...data.callerCredentials, accessKeyId: ACCESS_KEY };
    const firstCall = aws.calls.length;
    const startedAt = performance.now();
    const answer = (await entrypoint(event)) as unknown as Answer;
    const seconds = (performance.now() - startedAt) / 1000;
    if (answer.status !== 'SUCCESS') throw new Error(`Page ${result.pages + 1}: ${answer.message}`);
    const calls = aws.calls.slice(firstCall).filter(({ accessKeyId }) => accessKeyId === ACCESS_KEY);
    result.pages += 1;
    result.listed += answer.resourceModels?.length ?? 0;
    result.calls += calls.length;
    result.throttled += calls.filter(({ error }) => error?.code === 'ThrottlingException').length;
    result.mostCallsOfAPage = Math.max(result.mostCallsOfAPage, calls.length);
    result.slowestPageSeconds = Math.max(result.slowestPageSeconds, seconds);
    nextToken = answer.nextToken;
  } while (nextToken);
  return result;
}
