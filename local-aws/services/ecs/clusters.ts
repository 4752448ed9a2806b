import type {
  Cluster,
  CreateClusterRequest,
  CreateClusterResponse,
  DescribeClustersRequest,
  DescribeClustersResponse,
  ListClustersResponse,
} from '@aws-sdk/client-ecs';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { lowerCaseTags, type TagStore } from '../../core/tags';

export type StoredCluster = Cluster & { clusterArn: string; clusterName: string };

export class Clusters {
  readonly #clusters = new Map<string, StoredCluster>();

  constructor(
    private readonly account: AccountContext,
    private readonly tags: TagStore,
  ) {}

  /** @param nameOrArn default: the cluster `default` */
  find(nameOrArn = 'default'): StoredCluster | undefined {
    return this.#clusters.get(nameOrArn.split(':cluster/').at(-1) ?? '');
  }

  get(nameOrArn: string | undefined): StoredCluster {
    const found = this.find(nameOrArn);
    if (found?.status !== 'ACTIVE') throw new ServiceError('ClusterNotFoundException', 'Cluster not found.');
    return found;
  }

  /** Answers with the existing cluster of this name, if there is one. */
  create(input: CreateClusterRequest): CreateClusterResponse {
    const { clusterName = 'default', tags, settings, configuration, capacityProviders } = input;
    const present = this.find(clusterName);
    if (present?.status === 'ACTIVE') return { cluster: present };
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(clusterName)) {
      throw new ServiceError('InvalidParameterException', 'Invalid identifier: Identifier is not valid.');
    }
    const cluster: StoredCluster = {
      clusterArn: regionalArn(this.account, 'ecs', `cluster/${clusterName}`),
      clusterName,
      status: 'ACTIVE',
      registeredContainerInstancesCount: 0,
      settings: settings ?? [{ name: 'containerInsights', value: 'disabled' }],
      configuration,
      capacityProviders: capacityProviders ?? [],
      defaultCapacityProviderStrategy: input.defaultCapacityProviderStrategy ?? [],
    };
    this.#clusters.set(clusterName, cluster);
    this.tags.add(cluster.clusterArn, lowerCaseTags.read(tags));
    return { cluster };
  }

  describe({ clusters = ['default'], include = [] }: DescribeClustersRequest): DescribeClustersResponse {
    const found = clusters.map((name) => this.find(name));
    return {
      clusters: found.flatMap((cluster) => {
        if (!cluster) return [];
        const tags = include.includes('TAGS')
          ? { tags: lowerCaseTags.write(this.tags.of(cluster.clusterArn)) }
          : {};
        return [{ ...cluster, ...tags }];
      }),
      failures: clusters
        .filter((_, index) => !found[index])
        .map((name) => ({
          arn: name.startsWith('arn:') ? name : regionalArn(this.account, 'ecs', `cluster/${name}`),
          reason: 'MISSING',
        })),
    };
  }

  active(): StoredCluster[] {
    return [...this.#clusters.values()].filter(({ status }) => status === 'ACTIVE');
  }

  list(): ListClustersResponse {
    return { clusterArns: this.active().map(({ clusterArn }) => clusterArn) };
  }

  /** @param inUse whether it has services that are not INACTIVE */
  delete(nameOrArn: string | undefined, inUse: (cluster: StoredCluster) => boolean): { cluster: Cluster } {
    const cluster = this.get(nameOrArn);
    if (inUse(cluster)) {
      throw new ServiceError(
        'ClusterContainsServicesException',
        'The Cluster cannot be deleted while Services are active.',
      );
    }
    cluster.status = 'INACTIVE';
    this.tags.forget(cluster.clusterArn);
    return { cluster };
  }
}
