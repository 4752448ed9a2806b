import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { VirtualClock } from '../clock';
import { Ids } from '../home';
import type { LocalAws } from '../local-aws';
import { ServiceError } from '../service';
import { beginCreate, type OnFailure } from './create';
import { beginDelete } from './delete';
import { messageOf, validationError } from './errors';
import { ResourceFaults } from './faults';
import { DEFAULT_SETTINGS, type Host, type Settings } from './host';
import { Operation } from './operation';
import { fingerprint } from './fingerprint';
import { prepare, type Prepared } from './prepare';
import { nativeProviders } from './providers';
import { createClients, destroyClients, type Clients } from './providers/clients';
import type { ResourceProvider } from './provider';
import { Registry } from './registry/registry';
import { newStack, type Stack } from './stack';
import { Stacks } from './stacks';
import { sameTags } from './tags';
import { beginUpdate } from './update';

export interface CreateRequest {
  stackName: string;
  /** YAML or JSON. */
  template: string;
  parameters?: Record<string, string>;
  tags?: Record<string, string>;
  /** Default: ROLLBACK. */
  onFailure?: OnFailure;
  clientRequestToken?: string | undefined;
}

export interface UpdateRequest {
  stackName: string;
  /** Default: the stack's own template. */
  template?: string | undefined;
  /** Those that are absent keep their values. */
  parameters?: Record<string, string>;
  /** Absent: they stay; empty: all go. */
  tags?: Record<string, string> | undefined;
  clientRequestToken?: string | undefined;
}

const BUSY_OR_GONE: Record<string, boolean> = {
  CREATE_COMPLETE: false,
  UPDATE_COMPLETE: false,
  UPDATE_ROLLBACK_COMPLETE: false,
};

/** A stack event has been written. */
export type EventListener = (stack: Stack) => void;

/**
 * CloudFormation on the local AWS. Operations start at once and move on the virtual clock: each call of a handler is
 * a task of it, so whoever waits for a stack advances the clock (`settle` does that).
 */
export class CloudFormation implements Host {
  readonly clock: VirtualClock;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly settings: Settings;
  readonly faults = new ResourceFaults();
  readonly registry: Registry;
  readonly stacks = new Stacks();
  readonly #ids = new Ids('cloudformation');
  readonly #clients: Clients;
  readonly #native: Map<string, ResourceProvider>;
  readonly #listeners: EventListener[] = [];

  constructor(aws: LocalAws, settings: Partial<Settings> = {}) {
    this.clock = aws.clock;
    this.accountId = aws.accountId;
    this.region = aws.region;
    this.partition = aws.partition;
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#clients = createClients(aws.endpoint, aws.region);
    this.#native = nativeProviders(this.#clients, this);
    this.registry = new Registry(aws);
  }

  /**
   * Starts the creation of a stack.
   * @throws ServiceError ValidationError, AlreadyExistsException: nothing has been created then
   */
  async createStack(request: CreateRequest): Promise<Stack> {
    const stack = await this.planStack(request);
    this.executePlan(stack, request.onFailure, request.clientRequestToken);
    return stack;
  }

  /** Makes a stack that waits for its first change set to be executed: it is in REVIEW_IN_PROGRESS. */
  async planStack(request: CreateRequest): Promise<Stack> {
    const { stackName, template, parameters = {}, tags = {} } = request;
    refuseBadName(stackName);
    if (this.findStack(stackName)) {
      throw new ServiceError('AlreadyExistsException', `Stack [${stackName}] already exists`);
    }
    const id = `arn:${this.partition}:cloudformation:${this.region}:${this.accountId}:stack/${stackName}/${this.uuid()}`;
    const prepared = await this.#prepare({ id, name: stackName }, template, parameters, {});
    const stack = newStack(id, stackName, prepared, tags, this.clock.date());
    this.stacks.all.push(stack);
    return stack;
  }

  /** Starts the creation of a planned stack. */
  executePlan(stack: Stack, onFailure: OnFailure = 'ROLLBACK', clientRequestToken?: string): void {
    beginCreate(new Operation(this, stack, clientRequestToken), stack.prepared, onFailure);
  }

  /** What an update would make of the template and parameters; nothing happens. */
  async planUpdate(request: UpdateRequest): Promise<Prepared> {
    const stack = this.getStack(request.stackName);
    const text = request.template ?? stack.prepared.text;
    return this.#prepare(stack, text, request.parameters ?? {}, stack.prepared.parameters);
  }

  /**
   * Starts an update.
   * @throws ServiceError ValidationError, `No updates are to be performed.` when there is nothing to do
   */
  async updateStack(request: UpdateRequest): Promise<Stack> {
    const stack = this.getStack(request.stackName);
    if (BUSY_OR_GONE[stack.status] ?? true) {
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
    }
    const tags = request.tags ?? stack.tags;
    const prepared = await this.planUpdate(request);
    refuseChangedTypes(stack, prepared);
    const [before, after] = [
      await fingerprint(this, stack, stack.prepared),
      await fingerprint(this, stack, prepared),
    ];
    if (before === after && sameTags(stack.tags, tags))
      throw validationError('No updates are to be performed.');
    beginUpdate(new Operation(this, stack, request.clientRequestToken), { prepared, tags });
    return stack;
  }

  /** Ends an update that is under way: what is in progress is cancelled, and everything is taken back. */
  cancelUpdateStack(stackName: string): void {
    const stack = this.getStack(stackName);
    if (stack.status !== 'UPDATE_IN_PROGRESS' || !stack.operation?.cancel) {
      throw validationError(`CancelUpdateStack cannot be called from current stack status: ${stack.status}`);
    }
    stack.operation.cancel();
  }

  /**
   * Starts the deletion of a stack; of one that is being created it ends the creation first. Nothing happens when there is none.
   * @param retain logical ids that stay, after DELETE_FAILED only
   */
  deleteStack(stackName: string, retain: readonly string[] = []): void {
    const stack = this.findStack(stackName);
    if (!stack) return;
    if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
      throw validationError(
        `Invalid operation on stack [${stack.id}]. RetainResources can only be specified when the stack is in the DELETE_FAILED state.`,
      );
    }
    if (stack.operation && stack.status !== 'CREATE_IN_PROGRESS') {
      throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
    }
    stack.operation?.abandonAll();
    stack.operation?.retire();
    beginDelete(new Operation(this, stack), retain);
  }

  /** Advances the clock until nothing is in progress on the stack; false when the limit of virtual time came first. */
  async settle(stack: Stack, limitSeconds = 48 * 3600): Promise<boolean> {
    return this.clock.advanceUntil(() => stack.operation === undefined, limitSeconds);
  }

  findStack(nameOrId: string): Stack | undefined {
    return this.stacks.find(nameOrId);
  }

  /** @throws ServiceError ValidationError `Stack with id … does not exist` */
  getStack(nameOrId: string): Stack {
    return this.stacks.get(nameOrId);
  }

  /** The physical id of a stack's resource, what Ref gives. */
  physicalId(stack: Stack, logicalId: string): string {
    const physicalId = stack.resources.get(logicalId)?.physicalId;
    if (physicalId === undefined)
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
    return physicalId;
  }

  /** Calls the listener after each event of any stack. */
  whenEvent(listener: EventListener): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    destroyClients(this.#clients);
    await this.registry.close();
  }

  uuid(): string {
    return this.#ids.uuid();
  }

  findProvider(typeName: string): ResourceProvider | undefined {
    return this.#native.get(typeName) ?? this.registry.findProvider(typeName);
  }

  findExport(name: string): { stack: Stack; value: string } | undefined {
    return this.stacks.findExport(name);
  }

  importers(name: string): string[] {
    return this.stacks.importers(name);
  }

  async storedParameter(name: string): Promise<string> {
    try {
      const { Parameter } = await this.#clients.ssm.send(new GetParameterCommand({ Name: name }));
      return Parameter?.Value ?? '';
    } catch (error) {
      throw validationError(
        `Unable to fetch parameters [${name}] from parameter store for this account. (${messageOf(error)})`,
      );
    }
  }

  onEvent(stack: Stack): void {
    for (const listener of this.#listeners) listener(stack);
  }

  async #prepare(
    stack: { id: string; name: string },
    text: string,
    given: Record<string, string>,
    previous: Prepared['parameters'],
  ): Promise<Prepared> {
    return prepare(this, this.registry.fragments(), stack, text, given, previous);
  }
}

function refuseChangedTypes(stack: Stack, prepared: Prepared): void {
  const changed = Object.entries(prepared.resources).filter(([logicalId, { Type }]) => {
    const before = stack.resources.get(logicalId);
    return before !== undefined && before.type !== Type;
  });
  if (changed.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map(([logicalId]) => logicalId).join(', ')}]`,
    );
  }
}

function refuseBadName(stackName: string): void {
  if (/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stackName)) return;
  throw validationError(
    `1 validation error detected: Value '${stackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}
