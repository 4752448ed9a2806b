import type {
  Action,
  CreateListenerInput,
  CreateListenerOutput,
  DescribeListenersInput,
  DescribeListenersOutput,
  Listener,
  ModifyListenerInput,
  ModifyListenerOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Ids } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { capitalTags, type TagStore } from '../../core/tags';
import { forwardOf, normaliseActions } from './actions';
import type { LoadBalancers } from './load-balancers';
import type { TargetGroups } from './target-groups';

export type StoredListener = Listener & {
  ListenerArn: string;
  LoadBalancerArn: string;
  DefaultActions: Action[];
};

export class Listeners {
  readonly #listeners = new Map<string, StoredListener>();
  readonly #ids = new Ids('listener');

  constructor(
    private readonly loadBalancers: LoadBalancers,
    private readonly targetGroups: TargetGroups,
    private readonly tags: TagStore,
  ) {}

  all(): StoredListener[] {
    return [...this.#listeners.values()];
  }

  find(arn: string): StoredListener | undefined {
    return this.#listeners.get(arn);
  }

  get(arn: string | undefined): StoredListener {
    const found = this.#listeners.get(arn ?? '');
    if (!found) throw new ServiceError('ListenerNotFoundException', 'One or more listeners not found');
    return found;
  }

  create(input: CreateListenerInput): CreateListenerOutput {
    const loadBalancer = this.loadBalancers.get(input.LoadBalancerArn);
    const { LoadBalancerArn: loadBalancerArn } = loadBalancer;
    if (this.of(loadBalancerArn).some(({ Port }) => Port === input.Port)) {
      const message = `A listener already exists on this port for this load balancer '${loadBalancerArn}'`;
      throw new ServiceError('DuplicateListenerException', message);
    }
    checkProtocol(loadBalancer.Type, input.Protocol);
    const path = loadBalancerArn.replace(':loadbalancer/', ':listener/');
    const listener: StoredListener = {
      ListenerArn: `${path}/${this.#ids.hex(16)}`,
      LoadBalancerArn: loadBalancerArn,
      Port: input.Port,
      Protocol: input.Protocol ?? 'HTTP',
      ...(input.Certificates ? { Certificates: input.Certificates } : {}),
      ...(input.SslPolicy ? { SslPolicy: input.SslPolicy } : {}),
      DefaultActions: this.checkedActions(input.DefaultActions, loadBalancerArn),
    };
    this.#listeners.set(listener.ListenerArn, listener);
    this.tags.add(listener.ListenerArn, capitalTags.read(input.Tags));
    return { Listeners: [listener] };
  }

  describe({
    ListenerArns: arns,
    LoadBalancerArn: loadBalancer,
  }: DescribeListenersInput): DescribeListenersOutput {
    if (arns && arns.length > 0) return { Listeners: arns.map((arn) => this.get(arn)) };
    if (loadBalancer === undefined) {
      throw new ServiceError(
        'ValidationError',
        'Either listener ARNs or a load balancer ARN must be specified',
      );
    }
    return { Listeners: this.of(this.loadBalancers.get(loadBalancer).LoadBalancerArn) };
  }

  modify(input: ModifyListenerInput): ModifyListenerOutput {
    const listener = this.get(input.ListenerArn);
    checkProtocol(this.loadBalancers.get(listener.LoadBalancerArn).Type, input.Protocol);
    if (input.DefaultActions) {
      listener.DefaultActions = this.checkedActions(input.DefaultActions, listener.LoadBalancerArn);
    }
    if (input.Port !== undefined) listener.Port = input.Port;
    if (input.Protocol) listener.Protocol = input.Protocol;
    if (input.Certificates) listener.Certificates = input.Certificates;
    if (input.SslPolicy) listener.SslPolicy = input.SslPolicy;
    return { Listeners: [listener] };
  }

  delete(arn: string): void {
    this.get(arn);
    this.#listeners.delete(arn);
    this.tags.forget(arn);
  }

  /** The listeners of a load balancer. */
  of(loadBalancerArn: string): StoredListener[] {
    return this.all().filter(({ LoadBalancerArn }) => LoadBalancerArn === loadBalancerArn);
  }

  /** Checks the actions for this load balancer: their target groups must exist, and belong to no other load balancer. */
  checkedActions(actions: readonly Action[] | undefined, loadBalancerArn: string): Action[] {
    const normalised = normaliseActions(actions);
    for (const { TargetGroupArn: arn } of forwardOf(normalised) ?? []) {
      this.targetGroups.get(arn);
      const elsewhere = this.targetGroups
        .find(arn)
        ?.LoadBalancerArns?.some((user) => user !== loadBalancerArn);
      if (elsewhere) {
        throw new ServiceError(
          'TargetGroupAssociationLimitException',
          `The following target groups cannot be associated with more than one load balancer: ${arn}`,
        );
      }
    }
    return normalised;
  }
}

/** Source: Elastic Load Balancing API Reference, CreateListener, Protocol. The text is that of recorded answers. */
const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  application: ['HTTPS', 'HTTP'],
  network: ['TLS', 'TCP', 'TCP_UDP', 'UDP'],
};

function checkProtocol(loadBalancerType = 'application', protocol: string | undefined): void {
  const allowed = PROTOCOLS[loadBalancerType];
  if (protocol === undefined || !allowed || allowed.includes(protocol)) return;
  throw new ServiceError(
    'ValidationError',
    `Listener protocol '${protocol}' must be one of '${allowed.join(', ')}'`,
  );
}
