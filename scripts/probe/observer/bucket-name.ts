/** Names of buckets are unique in the world: this one has the account and the region. */
export const bucketName = (accountId: string, region: string): string =>
  `org-codedeploy-probe-${accountId}-${region}`;
