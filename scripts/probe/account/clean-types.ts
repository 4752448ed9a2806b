import {
  DeleteStackCommand,
  DeregisterTypeCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type DeleteStackCommandInput,
} from '@aws-sdk/client-cloudformation';
import { DeleteRoleCommand, DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Clients } from './clients';
import { HANDLER_ROLE, STACKS, TYPE_NAMES } from './names';
import { findBucketName } from './set-up-types';

/** Thrown by a step that has to be tried again. */
class NotYet extends Error {
  override readonly name = 'InUse';
}

/** What removes each kind of resource, in an order in which none needs another. */
export const typeSteps = (clients: Clients): [kind: string, step: () => Promise<unknown>][] => [
  ...Object.values(STACKS).map((name): [string, () => Promise<unknown>] => [
    `stack ${name}`,
    () => removeStack(clients, name),
  ]),
  ...TYPE_NAMES.map((TypeName): [string, () => Promise<unknown>] => [
    `type ${TypeName}`,
    () => clients.cloudFormation.send(new DeregisterTypeCommand({ Type: 'RESOURCE', TypeName })),
  ]),
  ['bucket', () => removeBucket(clients)],
  [`role ${HANDLER_ROLE}`, () => removeRole(clients)],
];

/** An update that is in progress ends first. What cannot be deleted is kept: it is an object in the probe's bucket. */
async function removeStack({ cloudFormation }: Clients, StackName: string): Promise<void> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName })).catch(toNothing);
  const status = Stacks?.[0]?.StackStatus;
  if (status === undefined || status === 'DELETE_COMPLETE') return;
  const isInProgress = status.endsWith('_IN_PROGRESS') && !/^(CREATE|REVIEW)_/.test(status);
  if (!isInProgress) {
    const RetainResources =
      status === 'DELETE_FAILED' ? await failedOf({ cloudFormation }, StackName) : undefined;
    await cloudFormation.send(deletionOf(StackName, { RetainResources }));
  }
  throw new NotYet(`The stack ${StackName} is being deleted.`);
}

/** A stack that failed in express mode stays in that mode until it has succeeded. */
export const deletionOf = (
  StackName: string,
  over: Partial<DeleteStackCommandInput> = {},
): DeleteStackCommand =>
  new DeleteStackCommand({
    StackName,
    ...over,
    ...(StackName === STACKS.express && { DeploymentConfig: { Mode: 'EXPRESS' } }),
  });

function toNothing(error: unknown): { Stacks: undefined } {
  if (error instanceof Error && error.message.includes('does not exist')) return { Stacks: undefined };
  throw error;
}

async function failedOf(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  StackName: string,
): Promise<string[]> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return StackResources.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED').map(
    ({ LogicalResourceId = '' }) => LogicalResourceId,
  );
}

async function removeBucket(clients: Clients): Promise<void> {
  const Bucket = await findBucketName(clients);
  for (;;) {
    const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket }));
    if (Contents.length === 0) break;
    const Objects = Contents.map(({ Key = '' }) => ({ Key }));
    await clients.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
  await clients.s3.send(new DeleteBucketCommand({ Bucket }));
}

async function removeRole({ iam }: Clients): Promise<void> {
  const role = { RoleName: HANDLER_ROLE };
  try {
    await iam.send(new DeleteRolePolicyCommand({ ...role, PolicyName: HANDLER_ROLE }));
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith('NoSuchEntity')) throw error;
  }
  await iam.send(new DeleteRoleCommand(role));
}
