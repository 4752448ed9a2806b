import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { Ids } from '../../core/account-context';
import type { VirtualClock } from '../../core/clock';
import type { LocalAws } from '../../local-aws';
import { nativeProviders } from '../resource-types/native';
import { createClients, destroyClients, type Clients } from '../resource-types/native/clients';
import type { DeclaredType, ResourceProvider } from '../resource-types/provider';
import { nativeProvider } from '../resource-types/native/native-type';
import { packagesAt } from '../resource-types/registry/registration';
import { Registry } from '../resource-types/registry/registry';
import { versionTypes } from '../resource-types/registry/version-types';
import { CustomResources } from '../resource-types/custom/custom-resource';
import { StandIns } from '../resource-types/stand-in/stand-in-type';
import { objectAt } from '../template/object-url';
import { NamedFolders } from '../template/named-folders';
import { messageOf, validationError } from '../values/errors';
import type { Invocation } from './invocations';
import { ResourceFaults } from './resource-faults';
import type { Stack } from './stack';
import { DEFAULT_SETTINGS, type StackEnvironment, type Settings } from './stack-environment';
import { Stacks } from './stacks';

/** Called after each event of any stack. */
type EventListener = (stack: Stack) => void;

/** The stack environment of one account and region, with the clients, the registry and the ids behind it. */
export class StackAccount implements StackEnvironment {
  readonly clock: VirtualClock;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly settings: Settings;
  readonly faults = new ResourceFaults();
  readonly registry: Registry;
  readonly folders = new NamedFolders();
  readonly stacks = new Stacks();
  readonly invocations: Invocation[] = [];
  readonly #ids = new Ids('cloudformation');
  readonly #clients: Clients;
  readonly #endpoint: string;
  readonly #native: Map<string, ResourceProvider>;
  readonly #custom: CustomResources;
  readonly #standIns: StandIns | undefined;
  readonly #listeners: EventListener[] = [];

  constructor(aws: LocalAws, settings: Partial<Settings> = {}) {
    this.clock = aws.clock;
    this.accountId = aws.accountId;
    this.region = aws.region;
    this.partition = aws.partition;
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#endpoint = aws.endpoint;
    this.#clients = createClients(aws.endpoint, aws.region);
    this.#standIns = this.settings.standIns === 'made-up' ? new StandIns(this) : undefined;
    this.#native = nativeProviders(this.#clients, this, this.settings, (typeName) =>
      this.#standIns?.propertiesOf(typeName),
    );
    this.#custom = new CustomResources(this.#clients, this);
    this.registry = new Registry(aws, this.settings);
    for (const type of versionTypes(this.registry, packagesAt(this))) this.addProvider(nativeProvider(type));
  }

  uuid(): string {
    return this.#ids.uuid();
  }

  /** A new ARN of a stack or a change set. */
  arn(kind: 'stack' | 'changeSet', name: string): string {
    return `arn:${this.partition}:cloudformation:${this.region}:${this.accountId}:${kind}/${name}/${this.uuid()}`;
  }

  findProvider(typeName: string): ResourceProvider | undefined {
    return (
      this.#native.get(typeName) ??
      this.registry.findProvider(typeName) ??
      this.#custom.find(typeName) ??
      this.#standIns?.find(typeName)
    );
  }

  async loadTypes(declared: Iterable<DeclaredType>): Promise<void> {
    const unexplained = [...declared].filter(({ Type, Properties = {} }) => {
      const provider = this.findProvider(Type);
      return !provider || (provider.withoutEffect?.(Properties) ?? []).length > 0;
    });
    await this.#standIns?.load(unexplained.map(({ Type }) => Type));
  }

  typeNames(): string[] {
    return [
      ...new Set([
        ...this.#native.keys(),
        ...this.registry.typeNames(),
        ...(this.#standIns?.typeNames() ?? []),
      ]),
    ];
  }

  /** Adds a resource type of AWS that is not made with the API of a service. */
  protected addProvider(provider: ResourceProvider): void {
    this.#native.set(provider.typeName, provider);
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

  async storedSecret(id: string, stage: string | undefined, version: string | undefined): Promise<string> {
    try {
      const client = await this.#clients.secretsManager.get();
      const input = { SecretId: id, VersionStage: stage, VersionId: version };
      return (await client.getSecretValue(input)).SecretString ?? '';
    } catch (error) {
      throw validationError(`${messageOf(error)} (${id})`);
    }
  }

  readonly storedObject = async (url: string): Promise<Uint8Array | undefined> => {
    const address = objectAt(url, this.#endpoint);
    if (!address) return undefined;
    try {
      const { Body } = await (await this.#clients.s3.get()).getObject(address);
      return await Body?.transformToByteArray();
    } catch (error) {
      throw validationError(`S3 error: ${messageOf(error)}`);
    }
  };

  /** Calls the listener after each event of any stack. */
  whenEvent(listener: EventListener): void {
    this.#listeners.push(listener);
  }

  onEvent(stack: Stack): void {
    for (const listener of this.#listeners) listener(stack);
  }

  async close(): Promise<void> {
    destroyClients(this.#clients);
    await this.registry.close();
  }
}
