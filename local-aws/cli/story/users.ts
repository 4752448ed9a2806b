import type { Stack } from '../../cloudformation/stacks/stack';
import type { LocalAws } from '../../local-aws';
import { containerResponse } from '../../services/ecs/container';
import type { StoredTaskDefinition } from '../../services/ecs/task-definitions';
import type { Emit, RunEvent } from '../../view/events';
import { clockTime } from '../../view/lines/event-lines';
import type { Company } from '../run-stack';
import { AllowedVersions } from './allowed-versions';
import { UserRequests, type UserAnswer } from './user-requests';
import { sameShares, type Span } from './user-spans';

/** The load balancer splits requests exactly by weight, so this many show shares in steps of five percent. */
const REQUESTS_AT_ONCE = 20;
/** Users ask after each change of the weights or targets, and at least this often. */
const PAUSE_MS = 20_000;

/**
 * Users of a stack's service. They send requests through a listener all the time: from the first good answer, until `leave`.
 * Every answer must come from a version that is allowed at that moment.
 */
export class Users implements Company {
  #spans: Span[] = [];
  /** The weights and targets that the last requests met. */
  #asked = '';
  #nextRequests: number | undefined;
  #requests = 0;
  #problems: string[] = [];
  readonly #allowed = new AllowedVersions();
  readonly #http: UserRequests;

  /**
   * @param listener the logical id of the listener that users reach
   * @param nameOf the name of an answer, e.g. `version 1`
   */
  constructor(
    private readonly aws: LocalAws,
    private readonly listener: string,
    private readonly nameOf: (answer: string) => string,
    private readonly emit: Emit,
  ) {
    this.#http = new UserRequests(aws.endpoint);
  }

  /** Takes every event of the run. */
  readonly take = (event: RunEvent): void => {
    this.#allowed.take(event);
  };

  /** What users got since the last `restart`, oldest first. */
  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** The number of requests since the last `restart`. */
  get requests(): number {
    return this.#requests;
  }

  /** Sentences about wrong answers since the last `restart`. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Forgets the past, except for what users get now. */
  restart(): void {
    this.#spans = this.#spans.slice(-1).map(({ shares }) => ({ from: this.aws.clock.date(), shares }));
    this.#requests = 0;
    this.#problems = [];
  }

  /** Users stop asking, because the service is going to be deleted. */
  leave(): void {
    this.#nextRequests = undefined;
    this.#http.close();
  }

  next(): number | undefined {
    return this.#nextRequests;
  }

  async act(stack: Stack): Promise<void> {
    const now = this.aws.clock.now();
    const routes = this.#routes(stack);
    const isChanged = routes !== this.#asked;
    this.#asked = routes;
    const isTime = this.#nextRequests !== undefined && now >= this.#nextRequests;
    if (!isChanged && !isTime) return;
    const answers = await this.#send(stack, REQUESTS_AT_ONCE);
    if (answers.length === 0) return;
    const counts = this.#count(answers);
    if (isChanged) this.#remember(counts, answers.length);
    // Users do not ask a new service before it answers.
    if (this.#nextRequests === undefined && !answers.some(({ status }) => status === 200)) return;
    this.#nextRequests = now + PAUSE_MS;
    this.#requests += answers.length;
    const problems = this.#judge(counts);
    this.#problems.push(...problems);
    this.emit({ kind: 'users', time: now, answers: Object.fromEntries(counts), problems });
  }

  /** The percentage of users who get an answer now that no user got at the last `restart`. */
  newShare(): number {
    const [before] = this.#spans;
    const now = this.#spans.at(-1);
    return [...(now?.shares ?? [])]
      .filter(([name]) => before?.shares.has(name) !== true)
      .reduce((sum, [, share]) => sum + share, 0);
  }

  #count(answers: readonly UserAnswer[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { status, body } of answers) {
      const name = status === 200 ? this.nameOf(body) : status === 0 ? 'no answer' : `errors ${status}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }

  #remember(counts: ReadonlyMap<string, number>, total: number): void {
    const shares = new Map([...counts].map(([name, count]) => [name, (100 * count) / total]));
    if (sameShares(this.#spans.at(-1)?.shares, shares)) return;
    const from = this.aws.clock.date();
    const last = this.#spans.at(-1);
    // Several changes of one moment count as one.
    if (last?.from.getTime() === from.getTime() && this.#spans.length > 1) this.#spans.pop();
    this.#spans.push({ from, shares });
  }

  #judge(counts: ReadonlyMap<string, number>): string[] {
    const allowed = [...this.#allowed.versions].map((version) => this.#answerOf(version));
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return [...counts]
      .filter(([name]) => !allowed.includes(name))
      .map(
        ([name, count]) =>
          `At ${clockTime(this.aws.clock.date())}, ${count} of ${total} users got ${name}; CodeDeploy allowed ${allowed.join(' and ')}.`,
      );
  }

  /** What the tasks of a task definition such as `web:1` answer. */
  #answerOf(version: string): string {
    const { taskDefinition } = this.aws.ecs.operations.DescribeTaskDefinition({ taskDefinition: version });
    const [container] = taskDefinition?.containerDefinitions ?? [];
    const { body } = containerResponse(taskDefinition as StoredTaskDefinition, container?.name ?? '');
    return this.nameOf(body.trim());
  }

  /** All that decides who answers: as long as it is the same, so are the answers. */
  #routes(stack: Stack): string {
    const { routing, targets } = this.aws.loadBalancing;
    const arn = stack.resources.get(this.listener)?.physicalId ?? '';
    if (routing.findListener(arn) === undefined) return '';
    const forwards = routing.forwards(arn);
    const groups = new Set(forwards.flatMap(({ weights }) => weights.map((one) => one.targetGroupArn)));
    return JSON.stringify([
      forwards,
      [...groups].map((group) => targets.describe({ TargetGroupArn: group })),
    ]);
  }

  async #send(stack: Stack, count: number): Promise<UserAnswer[]> {
    const { listeners, loadBalancers } = this.aws.loadBalancing;
    const listener = listeners.find(stack.resources.get(this.listener)?.physicalId ?? '');
    const host = listener && loadBalancers.find(listener.LoadBalancerArn)?.DNSName;
    return host === undefined ? [] : this.#http.send(host, listener?.Port ?? 80, count);
  }
}
