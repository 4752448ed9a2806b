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
 * Lists a page of the region's deployment groups in ECS applications: the groups of at most one application. CodeDeploy
 * lists groups by application, and applications of all compute platforms together. So a page may be empty although
 * others follow.
 * @param token from the page before; undefined for the first page
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

/** More groups of an application. Whether other applications follow is not known here, so the next call finds out. */
async function continueApplication(
  codeDeploy: CodeDeployClient,
  { applications }: Position,
  { applicationName, nextToken }: { applicationName: string; nextToken: string },
): Promise<Listed> {
  const groups = await groupsOf(codeDeploy, applicationName, nextToken);
  return {
    keys: keysOf(applicationName, groups),
    next: restOf(applicationName, applications, groups) ?? { applications, after: applicationName },
  };
}

/**
 * The groups of the first application, by name, that was not listed yet. CodeDeploy does not document an order. In the
 * order of names, an application that is created or deleted between two calls makes the list skip or repeat no other
 * one.
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
      restOf(applicationName, applications, groups) ??
      (others.length > 0 ? { applications, after: applicationName } : nextPage),
  };
}

/** The position at the next groups of the same application; undefined when there are no more. */
function restOf(
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

/** A page of the groups of an application; none when it was deleted in the meantime. */
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
