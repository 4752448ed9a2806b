import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  type Service,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  type Action,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { unless } from '../../../runtime/aws/aws-errors';
import { clientOf, type Connection } from '../../../runtime/aws/connection';
import type { Group } from '../desired-state/group';
import type { ListenerPlace } from '../desired-state/production-listener';

/** The reads about what is deployed: the ECS service, its task definition, and the listener that leads to it. */
export class ServiceCalls {
  readonly #ecs: ECSClient;
  readonly #loadBalancing: ElasticLoadBalancingV2Client;
  #found: Service | undefined;

  constructor(connection: Connection) {
    this.#ecs = clientOf(ECSClient, connection);
    this.#loadBalancing = clientOf(ElasticLoadBalancingV2Client, connection);
  }

  /**
   * The service of the group, read once an invocation: an invocation never waits, so a second answer would be no newer.
   * @returns undefined also for a service that was deleted: ECS shows it as INACTIVE for a while
   */
  async find(group: Group): Promise<Service | undefined> {
    this.#found ??= await this.#read(group);
    return this.#found;
  }

  async #read({ clusterName, serviceName }: Group): Promise<Service | undefined> {
    const answer = await unless(['ClusterNotFoundException'], undefined, () =>
      this.#ecs.send(new DescribeServicesCommand({ cluster: clusterName, services: [serviceName] })),
    );
    return answer?.services?.find((service) => service.status === 'ACTIVE');
  }

  /** ECS answers ClientException for a task definition that never existed. */
  async findTaskDefinition(arn: string): Promise<TaskDefinition | undefined> {
    const answer = await unless(['ClientException'], undefined, () =>
      this.#ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn })),
    );
    return answer?.taskDefinition;
  }

  /**
   * What a listener does with requests: its default action, then its rules; empty when it has no default action. The rules of an
   * Application Load Balancer's listener include the default one (Elastic Load Balancing API reference, DescribeRules). Where
   * they do not, the listener itself is read: AWS does not document the rules of a Network Load Balancer's listener.
   */
  async listListenerPlaces(listenerArn: string): Promise<ListenerPlace[]> {
    const rules = await this.#listRules(listenerArn);
    const defaultRule = rules.find(({ IsDefault }) => IsDefault);
    const defaultActions = defaultRule ? defaultRule.Actions : await this.#readDefaultActions(listenerArn);
    if (!defaultActions) return [];
    const others = rules.filter(({ IsDefault }) => !IsDefault);
    return [
      { kind: 'listener', arn: listenerArn, actions: defaultActions },
      ...others.map(({ RuleArn: arn = '', Actions: actions = [] }) => ({
        kind: 'rule' as const,
        arn,
        actions,
      })),
    ];
  }

  async #listRules(listenerArn: string): Promise<Rule[]> {
    const rules: Rule[] = [];
    let Marker: string | undefined;
    do {
      const page = await this.#loadBalancing.send(
        new DescribeRulesCommand({ ListenerArn: listenerArn, Marker }),
      );
      rules.push(...(page.Rules ?? []));
      Marker = page.NextMarker;
    } while (Marker);
    return rules;
  }

  async #readDefaultActions(listenerArn: string): Promise<Action[] | undefined> {
    const { Listeners: [listener] = [] } = await this.#loadBalancing.send(
      new DescribeListenersCommand({ ListenerArns: [listenerArn] }),
    );
    return listener?.DefaultActions;
  }
}
