import type { LocalAws } from '#local-aws';
import { callService } from './account-view';

/** The lists of CodeDeploy that handlers read page by page: the member of the items, and that of the token. */
const LISTS: readonly [operation: string, items: string, token: string][] = [
  ['ListDeployments', 'deployments', 'nextToken'],
  ['ListDeploymentTargets', 'targetIds', 'nextToken'],
  ['ListTagsForResource', 'Tags', 'NextToken'],
];

const EMPTY_PAGE = 'after-the-empty-page';

/**
 * Each list over HTTP begins with a page that has a token and no item, as AWS's documentation allows.
 * @param answered called with the name of the operation
 */
export function beginListsWithEmptyPage(aws: LocalAws, answered: (operation: string) => void): void {
  const { codeDeploy } = aws;
  const operations = { ...codeDeploy.operations } as Record<string, (input: never) => unknown>;
  for (const [operation, items, token] of LISTS) {
    operations[operation] = (input: Record<string, unknown>) => {
      if (input[token] === undefined) {
        // An input that AWS refuses is refused at the first page.
        callService(codeDeploy, operation, input);
        answered(operation);
        return { [items]: [], [token]: EMPTY_PAGE };
      }
      const { [token]: given, ...rest } = input;
      return callService(codeDeploy, operation, given === EMPTY_PAGE ? rest : input);
    };
  }
  aws.register('codedeploy', { operations });
}
