import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
  type ProgressEvent,
} from '@aws-sdk/client-cloudcontrol';
import { waitFor } from '../account/clock';
import { outcomeOf } from './outcome';
import { NAME, OBSERVER } from '../account/names';
import { of, type StackCalls } from './stack-calls';
import type { TypeFacts } from './type-facts';

const LIMIT_SECONDS = 300;

/** A resource without a stack: its create, its update with a second one beside it, its delete, and failures. */
export async function observeCloudControl(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const { cloudControl: client, clock } = calls;
  const observed: NonNullable<TypeFacts['cloudControl']> = {};
  facts.cloudControl = observed;
  const TypeName = OBSERVER;
  const end = async ({ ProgressEvent: begun }: { ProgressEvent?: ProgressEvent | undefined }) => {
    const { RequestToken } = begun ?? {};
    const ended = await waitFor(
      clock,
      LIMIT_SECONDS,
      async () => {
        const { ProgressEvent } = await client.send(new GetResourceRequestStatusCommand({ RequestToken }));
        const { OperationStatus = '', StatusMessage } = ProgressEvent ?? {};
        if (OperationStatus === 'IN_PROGRESS' && StatusMessage) observed.message ??= StatusMessage;
        return /SUCCESS|FAILED|CANCEL_COMPLETE/.test(OperationStatus) ? ProgressEvent : undefined;
      },
      2,
    );
    if (!ended) throw new Error('A request of Cloud Control was still in progress after five minutes.');
    return ended.answer;
  };
  const create = (desired: object) =>
    client.send(new CreateResourceCommand({ TypeName, DesiredState: JSON.stringify(desired) }));

  let listen = await calls.listen();
  const waiting = { Steps: 1, DelaySeconds: 15 };
  const created = await end(await create({ Value: '1', Secret: 'kept', Size: 3, ...waiting }));
  const Identifier = created.Identifier ?? '';
  const creations = of(await listen(), 'CREATE');
  const [creation] = creations;
  if (creation)
    observed.create = {
      stackId: Boolean(creation.stackId),
      tags: Object.keys({ ...creation.stackTags, ...creation.systemTags }).length > 0,
      logicalIds: new Set(creations.map(({ logicalId }) => logicalId)).size,
    };

  listen = await calls.listen();
  const update = (value: string) =>
    client.send(
      new UpdateResourceCommand({
        TypeName,
        Identifier,
        PatchDocument: JSON.stringify([{ op: 'replace', path: '/Value', value }]),
      }),
    );
  const first = await update('2');
  observed.second = await outcomeOf(update('3').then(({ ProgressEvent }) => ({ ProgressEvent })));
  await end(first);
  if ('value' in observed.second) await end(observed.second.value);
  const [patched] = of(await listen(), 'UPDATE');
  if (patched)
    observed.update = {
      previous: Object.keys(patched.previous ?? {}).length > 0,
      readOnly: patched.properties?.Text !== undefined,
      secret: patched.properties?.Secret !== undefined,
    };

  listen = await calls.listen();
  const remove = (identifier: string) =>
    client.send(new DeleteResourceCommand({ TypeName, Identifier: identifier }));
  await end(await remove(Identifier));
  const [deletion] = of(await listen(), 'DELETE');
  if (deletion) observed.delete = Object.keys(deletion.properties ?? {}).sort();
  const missing = remove(`${NAME}-none`).then(end);
  observed.missing = await outcomeOf(
    missing.then(({ OperationStatus = '', ErrorCode = '' }) => ({
      status: OperationStatus,
      code: ErrorCode,
    })),
  );
  const failed = await end(await create({ Fails: 'CREATE', ErrorCode: 'NonCompliant' }));
  observed.errorCode = failed.ErrorCode ?? 'absent';
}
