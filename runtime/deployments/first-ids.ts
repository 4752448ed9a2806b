/** A page of ListDeployments. */
interface Page {
  deployments?: string[] | undefined;
  nextToken?: string | undefined;
}

/** As many as BatchGetDeployments takes. */
const MAXIMUM_IDS = 25;

/** A page has up to 100 deployments, or none although others follow; then the next page is read. */
const MAXIMUM_PAGES = 20;

/**
 * The first ids of ListDeployments, newest first, at most 25. Empty pages are skipped.
 * @param list reads the page of a token
 */
export async function firstIds(list: (nextToken: string | undefined) => Promise<Page>): Promise<string[]> {
  const ids: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAXIMUM_PAGES; page++) {
    const { deployments = [], nextToken: next } = await list(nextToken);
    ids.push(...deployments);
    nextToken = next;
    if (!nextToken || ids.length >= MAXIMUM_IDS) break;
  }
  return ids.slice(0, MAXIMUM_IDS);
}
