import {
  DescribeStacksCommand,
  DescribeTypeCommand,
  ListTypeRegistrationsCommand,
} from '@aws-sdk/client-cloudformation';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetBucketTaggingCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Clients } from './clients';
import { waitFor, type Clock } from './clock';
import { HANDLER_ROLE, STACKS, TAG, TYPE_MARK, TYPE_NAMES } from './names';
import { findBucketName } from './set-up-types';

/** What a look for one resource found. */
export type Found = 'own' | 'foreign' | undefined;

/** The kinds of resources with which CloudFormation is observed, and how each is looked for. */
export function typeReaders(clients: Clients, clock: Clock): Record<string, () => Promise<Found>> {
  return {
    ...Object.fromEntries(
      Object.values(STACKS).map((name) => [`stack ${name}`, () => findStack(clients, name)]),
    ),
    ...Object.fromEntries(TYPE_NAMES.map((name) => [`type ${name}`, () => findType(clients, clock, name)])),
    bucket: () => findBucket(clients),
    [`role ${HANDLER_ROLE}`]: async () => {
      const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: HANDLER_ROLE }));
      return ownership(Role?.Tags);
    },
  };
}

const ownership = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Found =>
  tags.some(({ Key, Value }) => Key === TAG.key && Value === TAG.value) ? 'own' : 'foreign';

async function findStack({ cloudFormation }: Clients, StackName: string): Promise<Found> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return ownership(Stacks?.[0]?.Tags);
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** A type has no tags: its description tells whose it is. A registration that goes on is waited for. */
async function findType({ cloudFormation }: Clients, clock: Clock, TypeName: string): Promise<Found> {
  await waitFor(
    clock,
    900,
    async () => {
      const list = { Type: 'RESOURCE', TypeName, RegistrationStatusFilter: 'IN_PROGRESS' } as const;
      const { RegistrationTokenList = [] } = await cloudFormation.send(
        new ListTypeRegistrationsCommand(list),
      );
      return RegistrationTokenList.length === 0 ? true : undefined;
    },
    10,
  );
  const answer = await cloudFormation.send(new DescribeTypeCommand({ Type: 'RESOURCE', TypeName }));
  if (answer.DeprecatedStatus === 'DEPRECATED') return undefined;
  return answer.Description?.startsWith(TYPE_MARK) ? 'own' : 'foreign';
}

/** The probe's own is tagged, or still empty: the tag follows its creation. */
async function findBucket(clients: Clients): Promise<Found> {
  const Bucket = await findBucketName(clients);
  try {
    const { TagSet } = await clients.s3.send(new GetBucketTaggingCommand({ Bucket }));
    return ownership(TagSet);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NoSuchTagSet') throw error;
    const { KeyCount } = await clients.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
    return KeyCount === 0 ? 'own' : 'foreign';
  }
}
