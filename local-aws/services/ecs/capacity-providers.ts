import type {
  CapacityProvider,
  CapacityProviderStrategyItem,
  CreateCapacityProviderRequest,
  CreateCapacityProviderResponse,
  DeleteCapacityProviderRequest,
  DeleteCapacityProviderResponse,
  DescribeCapacityProvidersRequest,
  DescribeCapacityProvidersResponse,
  PutClusterCapacityProvidersRequest,
  PutClusterCapacityProvidersResponse,
  UpdateCapacityProviderRequest,
  UpdateCapacityProviderResponse,
} from '@aws-sdk/client-ecs';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { lowerCaseTags, type TagStore } from '../../core/tags';
import type { Clusters, StoredCluster } from './clusters';

type StoredProvider = CapacityProvider & { name: string; capacityProviderArn: string };

/** Every account has these. */
const FARGATE = ['FARGATE', 'FARGATE_SPOT'];

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);

const nameOf = (nameOrArn: string): string => nameOrArn.split('capacity-provider/').at(-1) ?? '';

/** Capacity providers, and which clusters have them. They start no instances: tasks start as they do on Fargate. */
export class CapacityProviders {
  readonly #providers = new Map<string, StoredProvider>();

  constructor(
    private readonly account: AccountContext,
    private readonly tags: TagStore,
    private readonly clusters: Clusters,
  ) {
    for (const name of FARGATE) this.#add(name, {});
  }

  create(input: CreateCapacityProviderRequest): CreateCapacityProviderResponse {
    const { name = '', autoScalingGroupProvider, tags } = input;
    if (!/^(?!aws|ecs|fargate)[\w-]{1,255}$/i.test(name)) {
      throw invalid(
        `The specified capacity provider name is not valid: ${name}. It cannot begin with aws, ecs or fargate.`,
      );
    }
    if (!autoScalingGroupProvider)
      throw invalid('The auto scaling group provider of the capacity provider is missing.');
    if (this.#providers.has(name)) throw invalid('A capacity provider with the same name already exists.');
    const capacityProvider = this.#add(name, { autoScalingGroupProvider });
    this.tags.add(capacityProvider.capacityProviderArn, lowerCaseTags.read(tags));
    return { capacityProvider };
  }

  update({
    name = '',
    autoScalingGroupProvider,
  }: UpdateCapacityProviderRequest): UpdateCapacityProviderResponse {
    const capacityProvider = this.#get(name);
    capacityProvider.autoScalingGroupProvider = {
      autoScalingGroupArn: undefined,
      ...capacityProvider.autoScalingGroupProvider,
      ...autoScalingGroupProvider,
    };
    return { capacityProvider };
  }

  describe({
    capacityProviders: names,
  }: DescribeCapacityProvidersRequest): DescribeCapacityProvidersResponse {
    const wanted = names?.map(nameOf) ?? [...this.#providers.keys()];
    return {
      capacityProviders: wanted.flatMap((name) => this.#providers.get(name) ?? []),
      failures: wanted
        .filter((name) => !this.#providers.has(name))
        .map((name) => ({ arn: this.#arn(name), reason: 'MISSING' })),
    };
  }

  delete({
    capacityProvider: nameOrArn = '',
  }: DeleteCapacityProviderRequest): DeleteCapacityProviderResponse {
    const found = this.#get(nameOrArn);
    if (FARGATE.includes(found.name)) throw invalid('The Fargate capacity providers cannot be deleted.');
    if (this.clusters.active().some(({ capacityProviders }) => capacityProviders?.includes(found.name))) {
      throw invalid('The specified capacity provider is in use and cannot be removed.');
    }
    this.#providers.delete(found.name);
    this.tags.forget(found.capacityProviderArn);
    return { capacityProvider: { ...found, status: 'INACTIVE', updateStatus: 'DELETE_COMPLETE' } };
  }

  /**
   * Gives a cluster exactly these capacity providers.
   * @param isUsed whether a service of the cluster has tasks by a provider of this name
   */
  put(
    input: PutClusterCapacityProvidersRequest,
    isUsed: (cluster: StoredCluster, name: string) => boolean,
  ): PutClusterCapacityProvidersResponse {
    const cluster = this.clusters.get(input.cluster);
    const names = (input.capacityProviders ?? []).map((name) => this.#get(name).name);
    const lost = (cluster.capacityProviders ?? []).filter((name) => !names.includes(name));
    if (lost.some((name) => isUsed(cluster, name))) {
      throw new ServiceError(
        'ResourceInUseException',
        'The specified capacity provider is in use and cannot be removed.',
      );
    }
    const before = cluster.capacityProviders;
    cluster.capacityProviders = names;
    try {
      this.checkStrategy(cluster, input.defaultCapacityProviderStrategy);
    } catch (error) {
      cluster.capacityProviders = before;
      throw error;
    }
    cluster.defaultCapacityProviderStrategy = input.defaultCapacityProviderStrategy ?? [];
    return { cluster };
  }

  /** @throws ServiceError for a provider that does not exist, or that the cluster does not have; every cluster has those of Fargate here */
  checkStrategy(cluster: StoredCluster, strategy: readonly CapacityProviderStrategyItem[] = []): void {
    for (const { capacityProvider = '' } of strategy) {
      const { name } = this.#get(capacityProvider);
      if (FARGATE.includes(name) || cluster.capacityProviders?.includes(name)) continue;
      throw invalid(
        'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the ' +
          'cluster. Associate the capacity provider with the cluster and try again.',
      );
    }
  }

  #add(name: string, settings: Pick<CapacityProvider, 'autoScalingGroupProvider'>): StoredProvider {
    const provider = { name, capacityProviderArn: this.#arn(name), status: 'ACTIVE' as const, ...settings };
    this.#providers.set(name, provider);
    return provider;
  }

  #get(nameOrArn: string): StoredProvider {
    const found = this.#providers.get(nameOf(nameOrArn));
    if (!found) {
      throw invalid(
        `The specified capacity provider '${nameOrArn}' was not found. Specify a valid name or ARN and try again.`,
      );
    }
    return found;
  }

  #arn(name: string): string {
    return regionalArn(this.account, 'ecs', `capacity-provider/${name}`);
  }
}
