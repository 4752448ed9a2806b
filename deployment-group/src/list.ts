import type { Handler } from '../../runtime/resource';
import { Api, type Page } from './api';
import { ResourceModel } from './models';
import { fromToken, toToken, type Position } from './page-token';
import type { Phase } from './phase';

/**
 * One page: the groups of at most one application. CodeDeploy lists groups by application, and applications of all
 * compute platforms together, so a page may be empty and still have one after it.
 */
export const list: Handler<ResourceModel, Phase> = async ({ request, connection }) => {
  const api = new Api(connection);
  const position = fromToken(request.nextToken);
  const { models, next } = position.groups
    ? await continueApplication(api, position, position.groups)
    : await nextApplication(api, position);
  return { kind: 'listed', models, nextToken: next && toToken(next) };
};

interface Listed {
  models: ResourceModel[];
  next: Position | undefined;
}

/** Whether the page of applications has others after this one is not known here: the next call looks. */
async function continueApplication(
  api: Api,
  { applications }: Position,
  { applicationName, nextToken }: { applicationName: string; nextToken: string },
): Promise<Listed> {
  const page = await api.listGroups(applicationName, nextToken);
  return {
    models: modelsOf(applicationName, page),
    next: goOn(applicationName, applications, page) ?? { applications, after: applicationName },
  };
}

/**
 * The first application of the page, by name, that has not been listed. The order is our own because CodeDeploy's is
 * not documented, and so that an application which goes or comes in between does not upset it.
 */
async function nextApplication(api: Api, { applications, after = '' }: Position): Promise<Listed> {
  const page = await api.listEcsApplications(applications);
  const [applicationName, ...others] = page.names.filter((name) => name > after).sort();
  const nextPage = page.nextToken ? { applications: page.nextToken } : undefined;
  if (!applicationName) return { models: [], next: nextPage };
  const groups = await api.listGroups(applicationName, undefined);
  return {
    models: modelsOf(applicationName, groups),
    next:
      goOn(applicationName, applications, groups) ??
      (others.length > 0 ? { applications, after: applicationName } : nextPage),
  };
}

function goOn(applicationName: string, applications: string | undefined, page: Page): Position | undefined {
  return page.nextToken
    ? { applications, groups: { applicationName, nextToken: page.nextToken } }
    : undefined;
}

/** The primary identifier is all that CloudFormation takes from a LIST; it reads what it wants to know more of. */
function modelsOf(applicationName: string, { names }: Page): ResourceModel[] {
  return names.map((deploymentGroupName) => new ResourceModel({ applicationName, deploymentGroupName }));
}
