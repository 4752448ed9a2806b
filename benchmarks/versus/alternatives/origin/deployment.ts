import {
  CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';

/** Properties of the custom resource. CloudFormation sends them as strings. */
interface Properties {
  ApplicationName: string;
  DeploymentGroupName: string;
  TaskDefinition: string;
  ContainerName: string;
  HookFunction?: string;
  SafeDeploy?: string;
}

interface Event {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResourceProperties: Properties;
  /** What the first call of an operation stores for its polls. */
  Data?: { deploymentId: string };
}

/** undefined: still in progress. */
type Answer = { done: true } | { deploymentId: string } | undefined;

/** The original hard-codes the port. */
const CONTAINER_PORT = 8080;

/**
 * The function of the deployment resource that these types replace, rewritten from its description; the original was
 * Python on crhelper. Create and Delete do nothing. Each Update starts a deployment, even when the service already runs
 * that version. A poll recognises only success and failure, so a stopped deployment is polled for ever. Every failure has
 * the same text.
 */
export async function handler(event: Event): Promise<Answer> {
  if (event.RequestType !== 'Update') return { done: true };
  const codeDeploy = new CodeDeployClient({});
  return event.Data ? poll(codeDeploy, event.Data.deploymentId) : start(codeDeploy, event.ResourceProperties);
}

async function start(codeDeploy: CodeDeployClient, properties: Properties): Promise<Answer> {
  const names = {
    applicationName: properties.ApplicationName,
    deploymentGroupName: properties.DeploymentGroupName,
  };
  const { deploymentGroupInfo } = await codeDeploy.send(new GetDeploymentGroupCommand(names));
  const succeeded = deploymentGroupInfo?.lastAttemptedDeployment?.status === 'Succeeded';
  // Any text is true, also "false".
  const hooked = succeeded && properties.SafeDeploy && properties.HookFunction;
  const content = JSON.stringify({
    version: '0.0',
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: properties.TaskDefinition,
            LoadBalancerInfo: { ContainerName: properties.ContainerName, ContainerPort: CONTAINER_PORT },
          },
        },
      },
    ],
    ...(hooked && { Hooks: [{ AfterAllowTestTraffic: properties.HookFunction }] }),
  });
  const { deploymentId = '' } = await codeDeploy.send(
    new CreateDeploymentCommand({
      ...names,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    }),
  );
  return { deploymentId };
}

async function poll(codeDeploy: CodeDeployClient, deploymentId: string): Promise<Answer> {
  const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
  const status = deploymentInfo?.status;
  if (status === 'Failed') throw new Error('Deployment failed');
  return status === 'Succeeded' ? { done: true } : undefined;
}
