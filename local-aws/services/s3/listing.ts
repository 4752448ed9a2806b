import type { ListObjectsRequest, ListObjectsV2Request } from '@aws-sdk/client-s3';
import type { Bucket } from './buckets';

const LARGEST_PAGE = 1000;

interface Page {
  /** Keys of objects, and common prefixes of others, in the order of their names. */
  entries: { name: string; isPrefix: boolean }[];
  isTruncated: boolean;
}

/** @param after names up to this one are left out */
function page({ objects }: Bucket, prefix: string, delimiter: string, after: string, size: number): Page {
  const names = new Map<string, boolean>();
  for (const key of [...objects.keys()].sort()) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? key : key.slice(0, end + delimiter.length);
    if (name > after) names.set(name, end !== -1);
  }
  const entries = [...names].map(([name, isPrefix]) => ({ name, isPrefix }));
  return { entries: entries.slice(0, size), isTruncated: entries.length > size };
}

function described({ objects }: Bucket, { entries }: Page) {
  return {
    Contents: entries.flatMap(({ name, isPrefix }) => {
      const object = isPrefix ? undefined : objects.get(name);
      if (!object) return [];
      const { ETag, LastModified, body } = object;
      return [{ Key: name, LastModified, ETag, Size: body.byteLength, StorageClass: 'STANDARD' }];
    }),
    CommonPrefixes: entries.flatMap(({ name, isPrefix }) => (isPrefix ? [{ Prefix: name }] : [])),
  };
}

/** The answer to ListObjectsV2. Its continuation token is the last name of the page before. */
export function listObjectsV2(bucket: Bucket, input: ListObjectsV2Request) {
  const {
    Prefix = '',
    Delimiter = '',
    StartAfter = '',
    ContinuationToken: token,
    MaxKeys = LARGEST_PAGE,
  } = input;
  const after = token === undefined ? StartAfter : Buffer.from(token, 'base64url').toString();
  const found = page(bucket, Prefix, Delimiter, after, Math.min(MaxKeys, LARGEST_PAGE));
  const last = found.entries.at(-1)?.name ?? '';
  return {
    Name: bucket.name,
    Prefix,
    Delimiter: Delimiter === '' ? undefined : Delimiter,
    MaxKeys,
    KeyCount: found.entries.length,
    IsTruncated: found.isTruncated,
    ContinuationToken: token,
    NextContinuationToken: found.isTruncated ? Buffer.from(last).toString('base64url') : undefined,
    ...described(bucket, found),
  };
}

/** The answer to the first version of ListObjects. */
export function listObjects(bucket: Bucket, input: ListObjectsRequest) {
  const { Prefix = '', Delimiter = '', Marker = '', MaxKeys = LARGEST_PAGE } = input;
  const found = page(bucket, Prefix, Delimiter, Marker, Math.min(MaxKeys, LARGEST_PAGE));
  return {
    Name: bucket.name,
    Prefix,
    Marker,
    Delimiter: Delimiter === '' ? undefined : Delimiter,
    MaxKeys,
    IsTruncated: found.isTruncated,
    NextMarker: found.isTruncated ? found.entries.at(-1)?.name : undefined,
    ...described(bucket, found),
  };
}
