import { isS3Host, s3AddressOf } from '../../protocols/s3-request';

/**
 * The bucket and the key in the URL of an object: `s3://bucket/key`, or a URL of S3 or of the local AWS in path style or
 * virtual-host style.
 * @param endpoint the address of the local AWS
 * @returns undefined for any other URL
 */
export function objectAt(
  url: string,
  endpoint: string,
): { Bucket: string; Key: string; VersionId?: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, host, pathname, searchParams } = new URL(url);
  const path = protocol === 's3:' ? `/${hostname}${pathname}` : pathname;
  const isObject =
    protocol === 's3:' || (/^https?:$/.test(protocol) && (isS3Host(host) || isLocal(url, endpoint)));
  const { bucket, key } = isObject
    ? s3AddressOf({ headers: protocol === 's3:' ? {} : { host }, path })
    : { bucket: undefined, key: undefined };
  if (bucket === undefined || key === undefined) return undefined;
  const VersionId = searchParams.get('versionId');
  return { Bucket: bucket, Key: key, ...(VersionId !== null && { VersionId }) };
}

/** Clients call the local AWS by any of its names. */
function isLocal(url: string, endpoint: string): boolean {
  const { port, hostname } = new URL(url);
  return port === new URL(endpoint).port && /^(127\.0\.0\.1|(.+\.)?localhost)$/.test(hostname);
}
