import type { CloudControlClient } from '@aws-sdk/client-cloudcontrol';
import {
  CancelUpdateStackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
  type CloudFormationClient,
  type CreateChangeSetCommandInput,
  type CreateStackCommandInput,
  type StackEvent,
  type UpdateStackCommandInput,
} from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Clients } from '../account/clients';
import { waitFor, type Clock } from '../account/clock';
import { NAME, OBSERVER, TAG } from '../account/names';
import type { Properties } from '../observer/protocol';

/** A request that a handler has written down. */
export interface Received {
  time: number;
  action: 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'LIST';
  type: string;
  token: string;
  stackId?: string | null;
  logicalId: string | null;
  rollback?: boolean | null;
  callbackContext?: { step?: number } | null;
  properties: Properties | null;
  previous?: Properties | null;
  systemTags?: Record<string, string> | null;
  stackTags?: Record<string, string> | null;
}

/** A resource of a probe's stack: the properties of an Observer, and the other members of the resource. */
export type Resource = Properties & { $with?: Record<string, unknown> };

/** A template of Observers by their logical ids. */
export function templateOf(resources: Record<string, Resource>): string {
  return JSON.stringify({
    Resources: Object.fromEntries(
      Object.entries(resources).map(([logicalId, { $with, ...Properties }]) => [
        logicalId,
        { Type: OBSERVER, Properties, ...$with },
      ]),
    ),
  });
}

export const after = (...DependsOn: string[]) => ({ $with: { DependsOn } });

/** How long an operation of these small stacks may take. */
const OPERATION_LIMIT_SECONDS = 900;

const Tags = [{ Key: TAG.key, Value: TAG.value }];

/** The calls about the probe's stacks, and what the handlers have received. */
export class StackCalls {
  readonly #received = new Map<string, Received>();

  constructor(
    private readonly clients: Clients,
    readonly clock: Clock,
    readonly bucket: string,
  ) {}

  get client(): CloudFormationClient {
    return this.clients.cloudFormation;
  }

  get cloudControl(): CloudControlClient {
    return this.clients.cloudControl;
  }

  async create(
    StackName: string,
    resources: Record<string, Resource>,
    over: Partial<CreateStackCommandInput> = {},
  ): Promise<string> {
    const TemplateBody = templateOf(resources);
    const input = new CreateStackCommand({ StackName, TemplateBody, Tags, ...over });
    return (await this.client.send(input)).StackId ?? '';
  }

  async update(
    StackName: string,
    resources: Record<string, Resource>,
    over: Partial<UpdateStackCommandInput> = {},
  ): Promise<void> {
    const TemplateBody = templateOf(resources);
    await this.client.send(new UpdateStackCommand({ StackName, TemplateBody, ...over }));
  }

  /** @returns the id of a change set that can be executed */
  async plan(StackName: string, input: Partial<CreateChangeSetCommandInput>): Promise<string> {
    const create = new CreateChangeSetCommand({ StackName, ChangeSetName: NAME, Tags, ...input });
    const { Id: ChangeSetName = '' } = await this.client.send(create);
    for (;;) {
      const { Status, StatusReason } = await this.client.send(
        new DescribeChangeSetCommand({ ChangeSetName }),
      );
      if (Status === 'CREATE_COMPLETE') return ChangeSetName;
      if (Status === 'FAILED') throw new Error(`A change set failed: ${StatusReason ?? ''}`);
      await this.clock.sleep(3);
    }
  }

  async execute(ChangeSetName: string): Promise<void> {
    await this.client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  }

  async cancel(StackName: string): Promise<void> {
    await this.client.send(new CancelUpdateStackCommand({ StackName }));
  }

  async status(StackName: string): Promise<string> {
    const { Stacks } = await this.client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.StackStatus ?? '';
  }

  /**
   * Waits for the end of an operation.
   * @param StackName the id of a stack that may be gone at the end
   * @returns the status of the stack
   * @throws Error when the operation takes too long
   */
  async settle(StackName: string): Promise<string> {
    const ended = await waitFor(
      this.clock,
      OPERATION_LIMIT_SECONDS,
      async () => {
        const status = await this.status(StackName);
        return status.endsWith('_IN_PROGRESS') ? undefined : status;
      },
      3,
    );
    if (!ended) throw new Error(`The stack ${StackName} was still busy after 15 minutes.`);
    return ended.answer;
  }

  /** @throws Error unless the operation ends in this status */
  async settleIn(StackName: string, wanted: string): Promise<void> {
    const status = await this.settle(StackName);
    if (status === wanted) return;
    const reason = (await this.events(StackName)).find((event) => event.ResourceStatusReason !== undefined);
    throw new Error(
      `The stack ${StackName} is ${status} instead of ${wanted}: ${reason?.ResourceStatusReason ?? ''}`,
    );
  }

  /** Waits until a handler has received what is asked for. */
  async untilReceived(holds: (received: Received) => boolean): Promise<void> {
    const seen = await waitFor(
      this.clock,
      OPERATION_LIMIT_SECONDS,
      async () => ((await this.received()).some(holds) ? true : undefined),
      2,
    );
    if (!seen) throw new Error('A handler was not called within 15 minutes.');
  }

  /** Oldest first. */
  async events(StackName: string): Promise<StackEvent[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.reverse();
  }

  /** Every request of the run so far, oldest first. */
  async received(): Promise<Received[]> {
    for (let ContinuationToken: string | undefined; ;) {
      const list = { Bucket: this.bucket, Prefix: 'calls/', ContinuationToken };
      const { Contents = [], NextContinuationToken } = await this.clients.s3.send(
        new ListObjectsV2Command(list),
      );
      for (const { Key = '' } of Contents)
        if (!this.#received.has(Key)) this.#received.set(Key, await this.#read(Key));
      ContinuationToken = NextContinuationToken;
      if (ContinuationToken === undefined) break;
    }
    return [...this.#received].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
  }

  async #read(Key: string): Promise<Received> {
    const { Body } = await this.clients.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '') as Received;
  }

  /** Puts an object that changes what handlers do, or the resource that they know. */
  async put(Key: string, value: unknown): Promise<void> {
    await this.clients.s3.send(
      new PutObjectCommand({ Bucket: this.bucket, Key, Body: JSON.stringify(value) }),
    );
  }

  /** What handlers receive from now on. */
  async listen(): Promise<() => Promise<Received[]>> {
    const before = new Set(await this.received());
    return async () => (await this.received()).filter((each) => !before.has(each));
  }

  sleep(seconds: number): Promise<void> {
    return this.clock.sleep(seconds);
  }
}

/** The requests for one resource and action. */
export const of = (all: readonly Received[], action: Received['action'], logicalId?: string): Received[] =>
  all.filter((each) => each.action === action && (logicalId === undefined || each.logicalId === logicalId));

/** The requests of each operation: they share a token. Oldest first. */
export function operations(all: readonly Received[]): Received[][] {
  return [...new Set(all.map(({ token }) => token))].map((token) =>
    all.filter((each) => each.token === token),
  );
}
