import {
  CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';

/** Properties of the custom resource; like all of a custom resource's, they arrive as strings. */
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
  /** What the first call of an operation left for its polls. */
  Data?: { deploymentId: string };
}

/** undefined: not yet done. */
type Answer = { done: true } | { deploymentId: string } | undefined;

/** The port is written into the function. */
const CONTAINER_PORT = 8080;

/**
 * The function of the deployment resource that these types grew from, after its description: it was a Python function on
 * crhelper. Create and Delete do nothing; each Update starts a deployment, whatever runs; a poll knows two ends only, so
 * that one which was stopped is polled for ever; the text of a failure is always the same.
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
  // Any text is true, "false" as well.
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
