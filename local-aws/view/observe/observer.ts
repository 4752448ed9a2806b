import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { Emit, ShownTaskSet, TrafficChanged } from '../events';
import { versionOf } from './app-spec';
import { Changes } from './changes';
import { Deployments } from './deployments';
import {
  groupsIn,
  listenersIn,
  nameIn,
  servicesIn,
  type GroupName,
  type Part,
  type ServiceName,
} from './parts';
import { ifPresent, type Read } from './read';
import { forwardsOf, targetGroupName } from './traffic';

/** How long a deployment group is taken to stay as it was read, in milliseconds. */
const GROUP_AGE_MS = 60_000;

interface ObservedGroup {
  name: GroupName;
  info: DeploymentGroupInfo | undefined;
  readAt: number;
  deployments: Deployments;
}

/** What the deployment groups say about listeners. */
interface ListenerUse {
  role: TrafficChanged['role'];
  pair: readonly string[] | undefined;
}

/**
 * Notices what changes around the deployments of stacks: deployments, traffic, task sets and alarms. It only reads, and
 * remembers what it has told. Stack events come from elsewhere.
 */
export class Observer {
  readonly #changes = new Changes();
  private readonly emit: Emit;
  /** The number of changes that were told. */
  #told = 0;
  readonly #groups = new Map<string, ObservedGroup>();

  /**
   * @param now the present moment, in milliseconds since the epoch
   * @param since the first moment whose deployments are shown
   */
  constructor(
    private readonly read: Read,
    emit: Emit,
    private readonly now: () => number,
    private readonly since = now(),
  ) {
    this.emit = (event) => {
      this.#told += 1;
      emit(event);
    };
  }

  /**
   * Looks once.
   * @param parts the resources of the stacks
   * @param isThorough whether to look at what changes seldom too: other deployments than the one in progress, test
   *   listeners, task sets, their health, and alarms. It does so, too, when the traffic, a deployment or one of its lifecycle
   *   events has changed: the old health beside the new traffic would be no state that ever was
   * @returns whether it has looked at all of it
   */
  async observe(parts: readonly Part[], isThorough = true): Promise<boolean> {
    const toldBefore = this.#told;
    const groups = await this.#findGroups(parts);
    for (const { info, deployments } of groups) {
      const [service] = info?.ecsServices ?? [];
      const targetId = service && `${service.clusterName ?? 'default'}:${service.serviceName ?? ''}`;
      await deployments.observe(this.now(), targetId, isThorough);
    }
    const uses = usesOf(groups);
    const listeners = [...new Set([...listenersIn(parts), ...uses.keys()])];
    const isOfTests = (arn: string): boolean => uses.get(arn)?.role === 'test';
    for (const arn of listeners.filter((each) => !isOfTests(each)))
      await this.#observeTraffic(arn, parts, uses.get(arn));
    if (!isThorough && this.#told === toldBefore) return false;
    for (const arn of listeners.filter(isOfTests)) await this.#observeTraffic(arn, parts, uses.get(arn));
    for (const service of servicesOf(groups, parts)) await this.#observeTaskSets(service, parts);
    for (const { info } of groups) await this.#observeAlarms(info);
    return true;
  }

  async #findGroups(parts: readonly Part[]): Promise<ObservedGroup[]> {
    const found: ObservedGroup[] = [];
    for (const name of groupsIn(parts)) {
      const key = `${name.application}|${name.group}`;
      const known = this.#groups.get(key);
      const isFresh = known?.info !== undefined && this.now() - known.readAt < GROUP_AGE_MS;
      const info = isFresh ? known.info : await this.#readGroup(name);
      const deployments =
        known?.deployments ?? new Deployments(this.read, this.emit, this.#changes, name, this.since);
      const group = { name, info, readAt: isFresh ? known.readAt : this.now(), deployments };
      this.#groups.set(key, group);
      if (info) found.push(group);
    }
    return found;
  }

  async #readGroup({ application, group }: GroupName): Promise<DeploymentGroupInfo | undefined> {
    const input = { applicationName: application, deploymentGroupName: group };
    return (await ifPresent(this.read('codedeploy:GetDeploymentGroup', input)))?.deploymentGroupInfo;
  }

  async #observeTraffic(arn: string, parts: readonly Part[], use: ListenerUse | undefined): Promise<void> {
    const rules = await ifPresent(this.read('elasticloadbalancing:DescribeRules', { ListenerArn: arn }));
    const shares = forwardsOf(rules?.Rules ?? [], use?.pair).map((each) => ({
      targetGroup: nameIn(parts, each.arn),
      percent: each.percent,
    }));
    const isNew = shares.length === 0 && this.#changes.differs(`known ${arn}`, true);
    if (isNew || !this.#changes.differs(`traffic ${arn}`, [use?.role, shares])) return;
    this.emit({ kind: 'traffic', time: this.now(), listener: nameIn(parts, arn), role: use?.role, shares });
  }

  async #observeTaskSets({ cluster, service }: ServiceName, parts: readonly Part[]): Promise<void> {
    const input = { cluster, services: [service] };
    const answer = await ifPresent(this.read('ecs:DescribeServices', input));
    const taskSets: ShownTaskSet[] = [];
    for (const taskSet of answer?.services?.[0]?.taskSets ?? []) {
      const arn = taskSet.loadBalancers?.[0]?.targetGroupArn;
      taskSets.push({
        id: taskSet.id ?? '',
        status: taskSet.status ?? '',
        version: versionOf(taskSet.taskDefinition ?? ''),
        targetGroup: arn && nameIn(parts, arn),
        running: taskSet.runningCount ?? 0,
        desired: taskSet.computedDesiredCount ?? 0,
        healthy: arn === undefined ? undefined : await this.#healthyTargets(arn),
      });
    }
    if (this.#changes.differs(`task sets ${cluster} ${service}`, taskSets))
      this.emit({ kind: 'taskSets', time: this.now(), service, taskSets });
  }

  /** @returns undefined when AWS does not know the target group */
  async #healthyTargets(arn: string): Promise<number | undefined> {
    const input = { TargetGroupArn: arn };
    const answer = await ifPresent(this.read('elasticloadbalancing:DescribeTargetHealth', input));
    const states = answer?.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State);
    return states?.filter((state) => state === 'healthy').length;
  }

  async #observeAlarms(info: DeploymentGroupInfo | undefined): Promise<void> {
    const { enabled = false, alarms = [] } = info?.alarmConfiguration ?? {};
    const names = alarms.flatMap(({ name }) => name ?? []);
    if (!enabled || names.length === 0) return;
    const answer = await ifPresent(this.read('cloudwatch:DescribeAlarms', { AlarmNames: names }));
    for (const { AlarmName: name = '', StateValue: state = '' } of [
      ...(answer?.MetricAlarms ?? []),
      ...(answer?.CompositeAlarms ?? []),
    ])
      if (this.#changes.differs(`alarm ${name}`, state))
        this.emit({ kind: 'alarm', time: this.now(), name, state });
  }
}

/** The listeners that the groups name. */
function usesOf(groups: readonly ObservedGroup[]): Map<string, ListenerUse> {
  const uses = new Map<string, ListenerUse>();
  for (const { info } of groups)
    for (const each of info?.loadBalancerInfo?.targetGroupPairInfoList ?? []) {
      const pair = (each.targetGroups ?? []).map(({ name = '' }) => targetGroupName(name));
      for (const arn of each.testTrafficRoute?.listenerArns ?? []) uses.set(arn, { role: 'test', pair });
      for (const arn of each.prodTrafficRoute?.listenerArns ?? [])
        uses.set(arn, { role: 'production', pair });
    }
  return uses;
}

/** The services of the groups, and those of the stacks. */
function servicesOf(groups: readonly ObservedGroup[], parts: readonly Part[]): ServiceName[] {
  const ofGroups = groups.flatMap(({ info }) =>
    (info?.ecsServices ?? []).map(({ clusterName = 'default', serviceName = '' }) => ({
      cluster: clusterName,
      service: serviceName,
    })),
  );
  const all = [...ofGroups, ...servicesIn(parts)];
  return [...new Map(all.map((name) => [`${name.cluster}/${name.service}`, name])).values()];
}
