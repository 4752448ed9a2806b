import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { NoSuchKey, S3, S3ServiceException } from '@aws-sdk/client-s3';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let s3: S3;
beforeEach(async () => {
  aws = await startLocalAws();
  s3 = new S3({ ...clientConfiguration(aws), maxAttempts: 1 });
  await s3.createBucket({ Bucket: 'packages' });
});
afterEach(async () => {
  s3.destroy();
  await aws.close();
});

const Bucket = 'packages';
const put = (Key: string, Body: string | Uint8Array) => s3.putObject({ Bucket, Key, Body });
const text = async (Key: string) => (await s3.getObject({ Bucket, Key })).Body?.transformToString();

test('stores objects with their headers, and reads them whole and in part', async () => {
  const { ETag } = await s3.putObject({
    Bucket,
    Key: 'a folder/läuft & so.txt',
    Body: 'hello world',
    ContentType: 'text/plain',
    Metadata: { owner: 'me' },
  });
  expect(ETag).toBe(`"${createHash('md5').update('hello world').digest('hex')}"`);
  const found = await s3.getObject({ Bucket, Key: 'a folder/läuft & so.txt' });
  expect(found).toMatchObject({
    ContentType: 'text/plain',
    ContentLength: 11,
    Metadata: { owner: 'me' },
    ETag,
  });
  expect(await found.Body?.transformToString()).toBe('hello world');
  const part = await s3.getObject({ Bucket, Key: 'a folder/läuft & so.txt', Range: 'bytes=6-' });
  expect(part.ContentRange).toBe('bytes 6-10/11');
  expect(await part.Body?.transformToString()).toBe('world');
  const head = await s3.headObject({ Bucket, Key: 'a folder/läuft & so.txt' });
  expect(head).toMatchObject({ ContentLength: 11, ServerSideEncryption: 'AES256' });
});

test('lists keys by prefix and by folder, page by page', async () => {
  for (const key of ['a/1', 'a/2', 'b/1', 'top']) await put(key, key);
  const folders = await s3.listObjectsV2({ Bucket, Delimiter: '/' });
  expect(folders.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'b/' }]);
  expect(folders.Contents).toMatchObject([{ Key: 'top', Size: 3 }]);
  expect((await s3.listObjectsV2({ Bucket, Prefix: 'a/' })).KeyCount).toBe(2);

  const first = await s3.listObjectsV2({ Bucket, MaxKeys: 3 });
  expect(first.IsTruncated).toBe(true);
  const second = await s3.listObjectsV2({ Bucket, ContinuationToken: first.NextContinuationToken });
  expect(second).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'top' }] });
});

test('copies and deletes objects', async () => {
  await put('one', '1');
  await s3.copyObject({ Bucket, Key: 'two', CopySource: `${Bucket}/one` });
  expect(await text('two')).toBe('1');
  await s3.deleteObject({ Bucket, Key: 'one' });
  await expect(text('one')).rejects.toBeInstanceOf(NoSuchKey);
  await expect(s3.headObject({ Bucket, Key: 'one' })).rejects.toMatchObject({ name: 'NotFound' });
  const deleted = await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'two' }, { Key: 'none' }] } });
  expect(deleted.Deleted).toEqual([{ Key: 'two' }, { Key: 'none' }]);
  await s3.deleteBucket({ Bucket });
  await expect(s3.headBucket({ Bucket })).rejects.toMatchObject({ name: 'NotFound' });
});

test('puts an object together from its parts', async () => {
  const Key = 'large';
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key, ContentType: 'application/zip' });
  const Parts = [];
  for (const [index, Body] of ['first ', 'second'].entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body });
    Parts.push({ PartNumber, ETag });
  }
  expect((await s3.listParts({ Bucket, Key, UploadId })).Parts).toMatchObject([{ Size: 6 }, { Size: 6 }]);
  const wrong = [{ PartNumber: 1, ETag: '"0"' }];
  await expect(
    s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts: wrong } }),
  ).rejects.toMatchObject({ name: 'InvalidPart' });
  const { ETag } = await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  expect(ETag).toMatch(/-2"$/);
  expect(await text(Key)).toBe('first second');
  expect((await s3.headObject({ Bucket, Key })).ContentType).toBe('application/zip');

  const other = await s3.createMultipartUpload({ Bucket, Key: 'gone' });
  await s3.abortMultipartUpload({ Bucket, Key: 'gone', UploadId: other.UploadId });
  await expect(s3.listParts({ Bucket, Key: 'gone', UploadId: other.UploadId })).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
});

test('keeps the settings of a bucket', async () => {
  await expect(s3.getBucketPolicy({ Bucket })).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  await expect(s3.getBucketTagging({ Bucket })).rejects.toMatchObject({ name: 'NoSuchTagSet' });
  expect(await s3.getBucketEncryption({ Bucket })).toMatchObject({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  });
  await s3.putBucketPolicy({ Bucket, Policy: '{"Statement":[]}' });
  await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: 'team', Value: 'a' }] } });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: { Rules: [{ ID: 'r', Status: 'Enabled', Filter: {}, Expiration: { Days: 1 } }] },
  });
  expect((await s3.getBucketPolicy({ Bucket })).Policy).toBe('{"Statement":[]}');
  expect((await s3.getBucketTagging({ Bucket })).TagSet).toEqual([{ Key: 'team', Value: 'a' }]);
  expect((await s3.getBucketVersioning({ Bucket })).Status).toBe('Enabled');
  expect((await s3.getBucketLifecycleConfiguration({ Bucket })).Rules).toMatchObject([
    { ID: 'r', Expiration: { Days: 1 } },
  ]);
  expect((await s3.getBucketLocation({ Bucket })).LocationConstraint).toBeUndefined();
  expect((await put('versioned', 'x')).VersionId).toMatch(/^[0-9a-f]{32}$/);
  expect((await s3.listBuckets()).Buckets).toMatchObject([{ Name: Bucket }]);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a bucket that does not exist',
    () => s3.putObject({ Bucket: 'none', Key: 'a', Body: 'a' }),
    'NoSuchBucket',
  ],
  [
    'a bucket with objects',
    async () => {
      await put('a', 'a');
      await s3.deleteBucket({ Bucket });
    },
    'BucketNotEmpty',
  ],
  ['a bad name of a bucket', () => s3.createBucket({ Bucket: 'No_Name' }), 'InvalidBucketName'],
  [
    'another region',
    () => s3.createBucket({ Bucket: 'far', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    'IllegalLocationConstraintException',
  ],
  [
    'a body with another checksum',
    () => s3.putObject({ Bucket, Key: 'a', Body: 'a', ChecksumSHA256: 'AAAA' }),
    'BadDigest',
  ],
  [
    'an object that exists already',
    async () => {
      await put('a', 'a');
      await s3.putObject({ Bucket, Key: 'a', Body: 'b', IfNoneMatch: '*' });
    },
    'PreconditionFailed',
  ],
  [
    'a range behind the end',
    async () => {
      await put('a', 'a');
      await s3.getObject({ Bucket, Key: 'a', Range: 'bytes=5-9' });
    },
    'InvalidRange',
  ],
  [
    'an operation that it does not have',
    () => s3.getBucketInventoryConfiguration({ Bucket, Id: 'a' }),
    'NotImplemented',
  ],
])('refuses %s', async (_, call, name) => {
  const error: unknown = await call().catch((each: unknown) => each);
  expect(error).toBeInstanceOf(S3ServiceException);
  expect(error).toMatchObject({ name });
});

/** Sends a request with a Host header of its own. */
async function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<string> {
  const { port } = new URL(aws.endpoint);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let answer = `${response.statusCode} `;
      response.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      response.on('end', () => {
        resolve(answer.trim());
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('takes bucket names in the host, and presigned URLs', async () => {
  await put('a.txt', 'here');
  expect(await raw('GET', '/a.txt', { host: `${Bucket}.s3.us-east-1.amazonaws.com` })).toBe('200 here');
  expect(await raw('GET', '/a.txt', { host: `${Bucket}.localhost:${new URL(aws.endpoint).port}` })).toBe(
    '200 here',
  );
  expect(await raw('GET', `/${Bucket}/a.txt`, { host: 's3.amazonaws.com' })).toBe('200 here');
  const presigned = '?X-Amz-Credential=KEY/20260101/us-east-1/s3/aws4_request&X-Amz-Signature=0';
  const host = new URL(aws.endpoint).host;
  expect(await raw('PUT', `/${Bucket}/b.txt${presigned}`, { host }, 'there')).toBe('200');
  expect(await text('b.txt')).toBe('there');
});

test('decodes bodies in chunks, and checks the checksum behind them', async () => {
  const host = `${Bucket}.s3.amazonaws.com`;
  const headers = {
    host,
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'content-encoding': 'aws-chunked',
    'x-amz-trailer': 'x-amz-checksum-sha256',
  };
  const sha256 = createHash('sha256').update('hello world').digest('base64');
  const body = (checksum: string) =>
    `6\r\nhello \r\n5;chunk-signature=0\r\nworld\r\n0\r\nx-amz-checksum-sha256:${checksum}\r\n\r\n`;
  expect(await raw('PUT', '/chunked', headers, body(sha256))).toBe('200');
  expect(await text('chunked')).toBe('hello world');
  expect(await raw('PUT', '/chunked', headers, body('AAAA'))).toContain('<Code>BadDigest</Code>');
  expect(await raw('PUT', '/chunked', headers, '6\r\nhel')).toContain('<Code>IncompleteBody</Code>');
});

test('the call log keeps no objects', async () => {
  await put('a', 'a'.repeat(1000));
  expect(aws.calls.at(-1)).toMatchObject({ service: 's3', operation: 'PutObject', input: { Key: 'a' } });
  expect(aws.calls.at(-1)?.input.Body).toBeUndefined();
});
