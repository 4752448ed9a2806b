import type { LocalAws } from '../../../local-aws';
import { FunctionRuntime } from '../../../services/lambda/function-runtime';
import { removeTemporaryFolder } from '../../../core/temporary-folders';
import { ServiceError } from '../../../core/service';
import type { ResourceProvider } from '../provider';
import { accessDenied, missingPermission } from './execution-role';
import { HandlerCredentials } from './credentials';
import { openPackage, type ExtensionPackage } from './package';
import { thirdPartyProvider } from './third-party';
import type { RegisterOptions, TypeVersion } from './type-version';

/** Of each type, in an account and region. (CloudFormation User Guide, Template Reference, AWS::CloudFormation::ResourceVersion.) */
const MAXIMAL_VERSIONS = 50;

interface Registered extends TypeVersion {
  provider: ResourceProvider | undefined;
  fragment: string | undefined;
  runtime: FunctionRuntime | undefined;
}

/** Behaviour of the registry that AWS does not document; tests try the alternatives. */
export interface RegistrySettings {
  /** Whether an answer that breaks the contract of handlers ends the operation. */
  brokenContract: 'ends' | 'tolerated';
  /** Which calls of a handler are allowed: those that its schema names, or all that its execution role allows. */
  handlerPermissions: 'schema' | 'role';
}

/** The private types of the account, with their versions and default versions. */
export class Registry {
  readonly credentials = new HandlerCredentials();
  readonly #versions = new Map<string, Registered[]>();
  readonly #defaults = new Map<string, string>();
  /** The unpacked packages. */
  readonly #folders: string[] = [];

  constructor(
    private readonly aws: LocalAws,
    private readonly settings: RegistrySettings,
  ) {
    if (settings.handlerPermissions === 'schema')
      aws.faults.deny({ lasting: true, when: (_, call) => this.credentials.exceeds(call) });
    aws.faults.before({ lasting: true }, (call) => {
      const { executionRoleArn } = this.credentials.ownerOf(call.accessKeyId) ?? {};
      const missing = executionRoleArn && missingPermission(aws, executionRoleArn, call);
      if (missing) throw accessDenied(call, executionRoleArn, missing);
    });
  }

  /**
   * Registers a package that `cfn submit` made.
   * @throws ServiceError ValidationError for a package that cannot be opened or is of another type, CFNRegistryException
   *   when the type has as many versions as it may
   */
  register(zip: Uint8Array, options: RegisterOptions = {}): TypeVersion {
    const opened = openPackage(zip);
    const typeName = opened.kind === 'MODULE' ? opened.typeName : opened.schema.typeName;
    const { kind = opened.kind, typeName: wantedName = typeName } = options;
    if (kind !== opened.kind || wantedName !== typeName)
      throw refusedPackage(
        opened,
        `The package contains the ${opened.kind.toLowerCase()} ${typeName}, not the ${kind.toLowerCase()} ${wantedName}.`,
      );
    const versions = this.#versions.get(typeName) ?? [];
    if (versions.filter(({ deprecated }) => !deprecated).length >= MAXIMAL_VERSIONS)
      throw refusedPackage(
        opened,
        `${typeName} has ${MAXIMAL_VERSIONS} active versions, the most that it may have. Deregister one first.`,
        'CFNRegistryException',
      );
    const version = String(versions.length + 1).padStart(8, '0');
    const about: TypeVersion = {
      ...this.#about(opened.kind, typeName, version),
      schema: opened.kind === 'RESOURCE' ? opened.schema : undefined,
      logGroupName: options.logGroupName,
      logRoleArn: options.logRoleArn,
      executionRoleArn: options.executionRoleArn,
    };
    let registered: Registered = { ...about, provider: undefined, fragment: undefined, runtime: undefined };
    if (opened.kind === 'MODULE') registered = { ...registered, fragment: opened.fragment };
    else {
      this.#folders.push(opened.folder);
      const runtime = new FunctionRuntime({
        file: opened.handlerFile,
        handler: opened.handler,
        environment: this.#environment(typeName, opened.runtime),
        clock: this.aws.clock,
        functionName: typeName.replaceAll('::', '-'),
        ...(options.log && { log: options.log }),
      });
      const { logGroupName, typeConfiguration, executionRoleArn } = options;
      const settings = { logGroupName, typeConfiguration, executionRoleArn };
      const { brokenContract } = this.settings;
      const type = { schema: opened.schema, version, runtime, brokenContract, ...settings };
      registered = { ...registered, runtime, provider: thirdPartyProvider(this.aws, type, this.credentials) };
    }
    this.#versions.set(typeName, [...versions, registered]);
    if (options.asDefault === true || !this.#defaults.has(typeName)) this.#defaults.set(typeName, version);
    return about;
  }

  /** Registers a module by its template, without a package. */
  registerFragment(typeName: string, fragment: string): void {
    const about = this.#about('MODULE', typeName, '00000001');
    this.#versions.set(typeName, [{ ...about, provider: undefined, runtime: undefined, fragment }]);
    this.#defaults.set(typeName, about.version);
  }

  /** @throws ServiceError TypeNotFoundException */
  setDefaultVersion(typeName: string, version: string): void {
    if (this.getVersion(typeName, version).deprecated) throw typeNotFound(typeName);
    this.#defaults.set(typeName, version);
  }

  /**
   * Deregisters a version, or the type with its only active version.
   * Source: AWS CloudFormation API Reference, DeregisterType.
   * @throws ServiceError TypeNotFoundException, or CFNRegistryException for the default version of several
   */
  deregister(typeName: string, version: string | undefined): void {
    const active = this.versions(typeName).filter(({ deprecated }) => !deprecated);
    const chosen = this.getVersion(typeName, version);
    if (chosen.deprecated) throw typeNotFound(typeName);
    if (active.length > 1 && version === undefined)
      throw new ServiceError(
        'CFNRegistryException',
        'This type has more than one active version. Please deregister non-default active versions before attempting to deregister the type.',
      );
    if (active.length > 1 && this.isDefault(chosen))
      throw new ServiceError(
        'CFNRegistryException',
        `Version ${chosen.version} is the default version of ${typeName} and cannot be deregistered while other versions are active.`,
      );
    chosen.deprecated = true;
    if (active.length === 1) this.#defaults.delete(typeName);
  }

  /** Every type that has been registered, deregistered ones too. */
  allTypeNames(): string[] {
    return [...this.#versions.keys()];
  }

  /** All versions, deregistered ones too, oldest first. */
  versions(typeName: string): TypeVersion[] {
    return [...(this.#versions.get(typeName) ?? [])];
  }

  /**
   * @param version absent for the default version, or for the last one of a deregistered type
   * @throws ServiceError TypeNotFoundException
   */
  getVersion(typeName: string, version = this.#defaults.get(typeName)): TypeVersion {
    const all = this.#versions.get(typeName) ?? [];
    const found = version === undefined ? all.at(-1) : all.find((one) => one.version === version);
    if (!found) throw typeNotFound(typeName);
    return found;
  }

  /**
   * The version that an ARN names; its type may be deregistered.
   * @throws ServiceError TypeNotFoundException, also for a deregistered version
   */
  versionAt(arn: string): TypeVersion {
    const found = [...this.#versions.values()].flat().find((one) => one.arn === arn);
    if (!found || found.deprecated) throw typeNotFound(arn);
    return found;
  }

  isDefault({ typeName, version }: TypeVersion): boolean {
    return this.#defaults.get(typeName) === version;
  }

  /** @param version absent for the default version */
  findProvider(typeName: string, version = this.#defaults.get(typeName)): ResourceProvider | undefined {
    const found = this.#versions.get(typeName)?.find((one) => one.version === version);
    return found?.deprecated === true ? undefined : found?.provider;
  }

  /** Names of the resource types, without modules. */
  typeNames(): string[] {
    return [...this.#versions.keys()].filter((typeName) => this.findProvider(typeName) !== undefined);
  }

  /** The templates of the modules, by type name. */
  fragments(): Map<string, string> {
    const found = [...this.#versions.keys()].map(
      (typeName) => [typeName, this.#default(typeName)?.fragment] as const,
    );
    return new Map(
      found.flatMap(([typeName, fragment]) => (fragment === undefined ? [] : [[typeName, fragment]])),
    );
  }

  /** Kills the processes of all handlers, even in the middle of an invocation. The next request starts new ones. */
  async killHandlers(): Promise<void> {
    for (const versions of this.#versions.values()) for (const { runtime } of versions) await runtime?.kill();
  }

  async close(): Promise<void> {
    await this.killHandlers();
    for (const folder of this.#folders.splice(0)) removeTemporaryFolder(folder);
  }

  #default(typeName: string): Registered | undefined {
    const version = this.#defaults.get(typeName);
    return this.#versions.get(typeName)?.find((one) => one.version === version);
  }

  #about(kind: TypeVersion['kind'], typeName: string, version: string): TypeVersion {
    return {
      typeName,
      kind,
      version,
      arn: this.#arn(kind, typeName, version),
      created: this.aws.clock.date(),
      deprecated: false,
      schema: undefined,
      logGroupName: undefined,
      logRoleArn: undefined,
      executionRoleArn: undefined,
    };
  }

  #arn(kind: string, typeName: string, version: string): string {
    const { partition, region, accountId } = this.aws;
    return `arn:${partition}:cloudformation:${region}:${accountId}:type/${kind.toLowerCase()}/${typeName.replaceAll('::', '-')}/${version}`;
  }

  /** The environment variables of a type's handlers. Their AWS is the local one. */
  #environment(typeName: string, lambdaRuntime: string): Record<string, string> {
    return {
      AWS_REGION: this.aws.region,
      AWS_DEFAULT_REGION: this.aws.region,
      AWS_ENDPOINT_URL: this.aws.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: typeName.replaceAll('::', '-'),
      AWS_EXECUTION_ENV: `AWS_Lambda_${lambdaRuntime}`,
    };
  }
}

/** The error for a package that the registry does not take. Its unpacked files go. */
function refusedPackage(opened: ExtensionPackage, message: string, code = 'ValidationError'): ServiceError {
  if (opened.kind === 'RESOURCE') removeTemporaryFolder(opened.folder);
  return new ServiceError(code, message);
}

function typeNotFound(typeName: string): ServiceError {
  return new ServiceError('TypeNotFoundException', `The type '${typeName}' cannot be found.`, 404);
}
