import {
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  type CodeDeployClient,
  type DeploymentGroupInfo,
} from '@aws-sdk/client-codedeploy';
import { parse } from 'yaml';
import { HOOK_EVENTS, type Hooks } from '../../deployment/src/desired-state/appspec';
import { ask } from './refusal';

/** Reads the hooks of the last successful deployment: a deployment group has none. */
export async function readHooks(
  codeDeploy: CodeDeployClient,
  { applicationName, lastSuccessfulDeployment }: DeploymentGroupInfo,
  serviceArn: string,
): Promise<{ hooks: Hooks; unknown: string | undefined }> {
  const deploymentId = lastSuccessfulDeployment?.deploymentId;
  if (deploymentId === undefined) return { hooks: {}, unknown: 'the group has had no successful deployment' };
  const { deploymentInfo } = await ask('codedeploy:GetDeployment', () =>
    codeDeploy.send(new GetDeploymentCommand({ deploymentId })),
  );
  const revision = deploymentInfo?.revision;
  if (revision?.revisionType !== 'AppSpecContent')
    return {
      hooks: {},
      unknown: `the AppSpec of ${deploymentId} is not in CodeDeploy but in ${revision?.revisionType}`,
    };
  const { revision: full } = await ask('codedeploy:GetApplicationRevision', () =>
    codeDeploy.send(new GetApplicationRevisionCommand({ applicationName, revision })),
  );
  const content = full?.appSpecContent?.content;
  if (content === undefined)
    return { hooks: {}, unknown: `CodeDeploy no longer has the AppSpec of ${deploymentId}` };
  return { hooks: hooksOf(content, serviceArn), unknown: undefined };
}

/**
 * The hooks of an AppSpec, which is YAML or JSON and does not mind the case of its keys.
 * @param serviceArn an ARN of the same region and account, for functions that the AppSpec names without them
 */
export function hooksOf(content: string, serviceArn: string): Hooks {
  const document: unknown = parse(content);
  const listed = memberOf(document, 'hooks');
  if (!Array.isArray(listed)) return {};
  const found = HOOK_EVENTS.flatMap((event) => {
    const hook: unknown = listed.map((each) => memberOf(each, event)).find((each) => each !== undefined);
    return typeof hook === 'string' && hook !== '' ? [[event, functionArn(hook, serviceArn)] as const] : [];
  });
  return Object.fromEntries(found);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function functionArn(name: string, serviceArn: string): string {
  if (name.startsWith('arn:')) return name;
  const [arn = '', partition = '', , region = '', account = ''] = serviceArn.split(':');
  return [arn, partition, 'lambda', region, account, 'function', name].join(':');
}
