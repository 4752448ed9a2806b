import { dnsSuffix, type AccountContext } from '../../../core/account-context';
import { RESPONSE_BUCKET_PREFIX } from '../../../services/s3/response-bucket';
import { isMap, scalarText, type Value, type ValueMap } from '../../values/value';
import type { Clients } from '../native/clients';

/** In bytes. AWS CloudFormation User Guide, "Custom resource reference", response objects. */
const LONGEST_RESPONSE = 4096;

/** What a custom resource's function has answered. */
export interface Response {
  isSuccess: boolean;
  reason: string;
  physicalId: string | undefined;
  data: ValueMap;
}

/** The answers of custom resources: CloudFormation gives a function a presigned URL of S3, and reads what is put there. */
export class Responses {
  readonly #bucket: string;

  constructor(
    private readonly clients: Pick<Clients, 's3'>,
    private readonly account: AccountContext,
  ) {
    this.#bucket = `${RESPONSE_BUCKET_PREFIX}${account.region.replaceAll('-', '')}`;
  }

  /** The URL for the answer to one request. */
  async urlFor(key: string): Promise<string> {
    const client = await this.clients.s3.get();
    const { region } = this.account;
    const place = { LocationConstraint: region as 'eu-west-1' };
    await client
      .createBucket({
        Bucket: this.#bucket,
        ...(region !== 'us-east-1' && { CreateBucketConfiguration: place }),
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'BucketAlreadyOwnedByYou')) throw error;
      });
    const credential = encodeURIComponent(`CLOUDFORMATION/20260101/${region}/s3/aws4_request`);
    return `https://${this.#bucket}.s3.${region}.${dnsSuffix(this.account)}/${encodeURIComponent(key)}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Signature=0`;
  }

  /** @returns undefined while nothing was put */
  async read(key: string): Promise<Response | undefined> {
    const client = await this.clients.s3.get();
    const place = { Bucket: this.#bucket, Key: key };
    try {
      const { Body } = await client.getObject(place);
      const text = (await Body?.transformToString()) ?? '';
      await client.deleteObject(place);
      return parse(text);
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }
}

function parse(text: string): Response {
  if (Buffer.byteLength(text) > LONGEST_RESPONSE) return failed('Response object is too long.');
  let value: Value;
  try {
    value = JSON.parse(text) as Value;
  } catch {
    return failed('Response is not valid JSON');
  }
  if (!isMap(value)) return failed('Response is not valid JSON');
  const { Status, Reason, PhysicalResourceId, Data } = value;
  if (Status !== 'SUCCESS' && Status !== 'FAILED') return failed('Invalid Status');
  return {
    isSuccess: Status === 'SUCCESS',
    reason: scalarText(Reason),
    physicalId: PhysicalResourceId === undefined ? undefined : scalarText(PhysicalResourceId),
    data: isMap(Data) ? Data : {},
  };
}

function failed(reason: string): Response {
  return { isSuccess: false, reason, physicalId: undefined, data: {} };
}
