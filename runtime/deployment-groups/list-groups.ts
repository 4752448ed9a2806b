import {
  BatchGetApplicationsCommand,
  CodeDeployClient,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
} from '@aws-sdk/client-codedeploy';
import { unless } from '../aws/aws-errors';
import { clientOf, type Connection } from '../aws/connection';
import type { GroupKey } from './group-key';
import { fromToken, toToken, type Position } from './page-token';

interface Names {
  names: string[];
  nextToken: string | undefined;
}

interface Listed {
  keys: GroupKey[];
  next: Position | undefined;
}

/**
 * One page of the deployment groups of the region that belong to ECS applications: those of at most one application.
 * CodeDeploy lists groups by application, and applications of all compute platforms together, so a page may be empty
 * and still have one after it.
 * @param token what the page before gave; undefined for the first
 * @throws Failure InvalidRequest when the token is not one of ours.
 */
export async function listDeploymentGroups(
  connection: Connection,
  token: string | undefined,
): Promise<{ keys: GroupKey[]; nextToken: string | undefined }> {
  const position = fromToken(token);
  const codeDeploy = clientOf(CodeDeployClient, connection);
  const { keys, next } = position.groups
    ? await continueApplication(codeDeploy, position, position.groups)
    : await nextApplication(codeDeploy, position);
  return { keys, nextToken: next && toToken(next) };
}

/** Whether the page of applications has others after this one is not known here: the next call looks. */
async function continueApplication(
  codeDeploy: CodeDeployClient,
  { applications }: Position,
  { applicationName, nextToken }: { applicationName: string; nextToken: string },
): Promise<Listed> {
  const groups = await groupsOf(codeDeploy, applicationName, nextToken);
  return {
    keys: keysOf(applicationName, groups),
    next: goOn(applicationName, applications, groups) ?? { applications, after: applicationName },
  };
}

/**
 * The first application of the page, by name, that has not been listed. The order is our own because CodeDeploy's is
 * not documented, and so that an application which goes or comes in between does not upset it.
 */
async function nextApplication(
  codeDeploy: CodeDeployClient,
  { applications, after = '' }: Position,
): Promise<Listed> {
  const page = await ecsApplications(codeDeploy, applications);
  const [applicationName, ...others] = page.names.filter((name) => name > after).sort();
  const nextPage = page.nextToken ? { applications: page.nextToken } : undefined;
  if (!applicationName) return { keys: [], next: nextPage };
  const groups = await groupsOf(codeDeploy, applicationName, undefined);
  return {
    keys: keysOf(applicationName, groups),
    next:
      goOn(applicationName, applications, groups) ??
      (others.length > 0 ? { applications, after: applicationName } : nextPage),
  };
}

function goOn(
  applicationName: string,
  applications: string | undefined,
  groups: Names,
): Position | undefined {
  return groups.nextToken
    ? { applications, groups: { applicationName, nextToken: groups.nextToken } }
    : undefined;
}

function keysOf(applicationName: string, { names }: Names): GroupKey[] {
  return names.map((deploymentGroupName) => ({ applicationName, deploymentGroupName }));
}

async function ecsApplications(codeDeploy: CodeDeployClient, nextToken: string | undefined): Promise<Names> {
  const page = await codeDeploy.send(new ListApplicationsCommand({ nextToken }));
  if (!page.applications?.length) return { names: [], nextToken: page.nextToken };
  const { applicationsInfo } = await codeDeploy.send(
    new BatchGetApplicationsCommand({ applicationNames: page.applications }),
  );
  const names = (applicationsInfo ?? [])
    .filter((application) => application.computePlatform === 'ECS')
    .flatMap(({ applicationName }) => applicationName ?? []);
  return { names, nextToken: page.nextToken };
}

/** An application that is gone by now has no groups. */
async function groupsOf(
  codeDeploy: CodeDeployClient,
  applicationName: string,
  nextToken: string | undefined,
): Promise<Names> {
  const page = await unless(['ApplicationDoesNotExistException'], undefined, () =>
    codeDeploy.send(new ListDeploymentGroupsCommand({ applicationName, nextToken })),
  );
  return { names: page?.deploymentGroups ?? [], nextToken: page?.nextToken };
}
