import { isMap, scalarText, type ValueMap } from '#local-aws';
import type { Running } from '../world/running';

interface Asked {
  name: keyof Running;
  asked: string;
  live: string;
}

/** The parameters of the task set that a template sets, next to the live ones. LATEST stands for any platform version. */
export function askedParameters(
  {
    ContainerName: name,
    ContainerPort: port,
    PlatformVersion: platform,
    NetworkConfiguration: network,
    CapacityProviderStrategy: strategy,
  }: ValueMap,
  running: Running,
): Asked[] {
  const asked: Partial<Record<keyof Running, string>> = {
    ...(name !== undefined && { container: `${scalarText(name)}:${scalarText(port)}` }),
    ...(platform !== undefined && platform !== 'LATEST' && { platform: scalarText(platform) }),
    ...(isMap(network) && { network: textOf(network) }),
    ...(Array.isArray(strategy) && {
      capacity: strategy.map((item) => (isMap(item) ? scalarText(item.CapacityProvider) : '')).join(' '),
    }),
  };
  return (Object.keys(asked) as (keyof Running)[]).map((each) => ({
    name: each,
    asked: asked[each] ?? '',
    live: running[each],
  }));
}

function textOf({ AwsvpcConfiguration: vpc }: ValueMap): string {
  if (!isMap(vpc)) return '';
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
  return [...list(vpc.Subnets), ...list(vpc.SecurityGroups), scalarText(vpc.AssignPublicIp)].join(' ');
}
