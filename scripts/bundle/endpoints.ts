/** The host of a service in its rules: all other results are for FIPS and dual-stack endpoints, or errors. */
const HOST = /"https:\/\/([a-z]+)\.\{Region\}\.\{PartitionResult#dnsSuffix\}"/;

/**
 * The first part of a service's host names, `codedeploy` of `codedeploy.eu-central-1.amazonaws.com`.
 * @param source the content of the client's endpoint/bdd.js
 * @throws Error when it has no such host
 */
export function hostOf(source: string): string {
  const [, host] = HOST.exec(source) ?? [];
  if (host === undefined) throw new Error('The rules for the endpoints of a service have no host by region.');
  return host;
}

/** What takes the place of the interpreter of rules. `bdd` is what `hostOf` gives. */
export const ENDPOINT_BY_REGION = `
  import { customEndpointFunctions } from './utils/customEndpointFunctions';
  export const decideEndpoint = (bdd, { endpointParams: { Endpoint, Region, UseFIPS, UseDualStack } }) => {
    if (UseFIPS || UseDualStack) throw new Error('FIPS and dual-stack endpoints are left out of the package.');
    const suffix = () => customEndpointFunctions.aws.partition(Region).dnsSuffix;
    return { url: new URL(Endpoint ?? 'https://' + bdd + '.' + Region + '.' + suffix()), properties: {}, headers: {} };
  };
`;

interface Partition {
  id: string;
  regionRegex: string;
  regions: Record<string, unknown>;
  outputs: { dnsSuffix: string };
}

/**
 * The partitions by the pattern of their regions' names. A region that the pattern of another partition or of none
 * matches stays in its list.
 * @param source the content of partitions.js
 */
export function partitionsWithoutRegions(source: string): string {
  const json = source.slice(source.indexOf('{'), source.lastIndexOf('}') + 1);
  const { partitions } = JSON.parse(json) as { partitions: Partition[] };
  const byPattern = (region: string) =>
    partitions.find(({ regionRegex }) => new RegExp(regionRegex).test(region));
  const short = partitions.map(({ id, regionRegex, regions, outputs: { dnsSuffix } }) => {
    const exceptions = Object.keys(regions).filter((region) => byPattern(region)?.id !== id);
    return {
      id,
      regionRegex,
      regions: Object.fromEntries(exceptions.map((region) => [region, {}])),
      outputs: { dnsSuffix },
    };
  });
  return `export const partitionsInfo = ${JSON.stringify({ partitions: short })};`;
}
