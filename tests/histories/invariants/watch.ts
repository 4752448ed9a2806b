import { type FaultedCall, type HandlerAnswer, scalarText } from '#local-aws';
import { hasEnded, type Seen } from '../world/account-view';
import { findCause } from './failure-causes';
import type { Violation, Invariant } from './invariants';
import { sameResource, type OperationRecord } from '../world/operations';
import { unreadable } from './readable';
import { DEPLOYMENT_TYPE } from '../generate/template';
import type { World } from '../world/history-world';

/** Calls that change something. */
const CHANGES = [
  'CreateDeployment',
  'StopDeployment',
  'ContinueDeployment',
  'TagResource',
  'UntagResource',
  'UpdateDeploymentGroup',
];

/** An operation may take so much longer than its time-out, for the end of a deployment that was stopped; minutes. */
const GRACE = 17;

/** No operation needs so many calls at one moment. */
const TOO_MANY_CALLS = 20;

/** The longest that an operation may take when it has no time-out of its own, in minutes. */
const LONGEST = { CREATE: 700, UPDATE: 700, DELETE: 60, READ: 0 };

/** Holds the invariants at each call that changes something and at each answer of a handler. */
export class Watch {
  readonly violations: Violation[] = [];
  readonly #tagged = new Map<OperationRecord, number>();

  constructor(private readonly world: Omit<World, 'watch' | 'delivery'>) {}

  broken(invariant: Invariant, text: string): void {
    this.violations.push({ invariant, text });
    this.world.chronicle.add('BROKEN', `${invariant}: ${text}`);
  }

  /** Looks at each change that a handler's call has made. */
  observeCalls(): void {
    const { faults } = this.world.aws;
    faults.after(
      { service: 'codedeploy', when: (_, { operation }) => CHANGES.includes(operation) },
      (call) => {
        const operation = this.world.operations.ofKey(call.accessKeyId);
        if (operation) this.#changed(operation, call);
      },
    );
  }

  #changed(operation: OperationRecord, { operation: name, input }: FaultedCall): void {
    const { operations, view, aws, chronicle, circumstances } = this.world;
    const now = aws.clock.now();
    const subject = typeof input.deploymentId === 'string' ? ` ${input.deploymentId}` : '';
    if (name === 'CreateDeployment') this.#made(operation);
    chronicle.add(operation.logicalId, `${this.#title(operation)}: ${name}${subject}`);
    if (subject) this.#steered(operation, name, view.deployment(subject.trim()));
    if (name === 'TagResource' && !this.#tagged.has(operation)) this.#tagged.set(operation, now);
    const newest = operations.newestOn(operation);
    const tagged = newest && this.#tagged.get(newest);
    if (
      newest &&
      newest !== operation &&
      tagged !== undefined &&
      now >= tagged + circumstances.lags.tags * 1000
    )
      this.broken('olderIsQuiet', `${this.#title(operation)} called ${name} beside ${this.#title(newest)}.`);
  }

  #made(operation: OperationRecord): void {
    const made = this.world.view.deployments().at(-1)?.deploymentId ?? '';
    operation.made.push(made);
    const active = this.#ownActive(operation);
    if (operation.made.length > 1)
      this.broken('onceOnly', `${this.#title(operation)} has made ${operation.made.join(' and ')}.`);
    if (active.length > 1)
      this.broken('oneActive', `${active.map(({ deploymentId }) => deploymentId).join(' and ')} are active.`);
  }

  #steered(operation: OperationRecord, call: string, deployment: Seen): void {
    const { deploymentId, creator } = deployment;
    if (operation.typeName !== DEPLOYMENT_TYPE) return;
    if (creator === 'codeDeployRollback')
      this.broken('rollbackUntouched', `${this.#title(operation)} called ${call} for ${deploymentId}.`);
    else if (!this.#isOwn(operation, deployment) && operation.properties.WhenBusy !== 'STOP')
      this.broken('foreignUntouched', `${this.#title(operation)} called ${call} for ${deploymentId}.`);
  }

  /** Looks at an answer that CloudFormation hears, before anything is done about it. */
  heard(operation: OperationRecord, answer: HandlerAnswer): void {
    const { view, surroundings, chronicle } = this.world;
    surroundings.seenLive.add(view.live());
    const problem = answer.message && unreadable(answer, operation.token);
    if (problem) this.broken('readable', `${problem}: ${answer.message}`);
    const said = [answer.status, answer.errorCode, answer.message].filter(Boolean).join(' ');
    if (answer.status !== 'IN_PROGRESS' || said !== this.#lastSaid) chronicle.add(operation.logicalId, said);
    this.#lastSaid = said;
    if (operation.abandoned) return;
    this.#checkTime(operation, answer);
    if (answer.status === 'SUCCESS') this.#succeeded(operation);
    if (answer.status === 'FAILED') this.#failed(operation, answer);
    if (answer.status !== 'IN_PROGRESS') this.#checkWatched(operation, answer);
  }

  #lastSaid = '';

  /**
   * Counts the calls of an operation between which no time passes.
   * @returns whether it goes round in circles
   */
  circles(operation: OperationRecord): boolean {
    const now = this.world.aws.clock.now();
    const { at, calls } = this.#row;
    this.#row = {
      operation,
      at: now,
      calls: at === now && this.#row.operation === operation ? calls + 1 : 1,
    };
    if (this.#row.calls < TOO_MANY_CALLS) return false;
    this.broken('inTime', `${this.#title(operation)} is called again and again at once.`);
    return true;
  }

  #row: { operation: OperationRecord | undefined; at: number; calls: number } = {
    operation: undefined,
    at: 0,
    calls: 0,
  };

  #checkTime(operation: OperationRecord, { status }: HandlerAnswer): void {
    const { aws, surroundings } = this.world;
    const own = Number(operation.properties.TimeoutInMinutes ?? 0);
    const allowed = (operation.action === 'DELETE' ? 0 : own) || LONGEST[operation.action];
    const minutes = (aws.clock.now() - operation.startedAt - surroundings.troubleSeconds * 1000) / 60_000;
    if (minutes > allowed + GRACE)
      this.broken('inTime', `${this.#title(operation)} is ${status} after ${Math.round(minutes)} minutes.`);
  }

  #succeeded(operation: OperationRecord): void {
    const { view, surroundings } = this.world;
    if (operation.typeName !== DEPLOYMENT_TYPE || operation.action === 'DELETE') return;
    const wanted = view.versionOf(scalarText(operation.properties.TaskDefinition));
    const live = view.live();
    const brought = view.primary()?.externalId;
    const sinceThen = operation.made[0]
      ? view.deployment(operation.made[0]).completeTime?.getTime()
      : undefined;
    const touched = surroundings
      .touchesSince(sinceThen ?? Infinity)
      .some(({ versions }) => versions.includes(live));
    if (live !== wanted && !touched)
      this.broken(
        'liveIsWanted',
        `${this.#title(operation)} succeeded, and version ${live} runs (${brought ?? ''}), not ${wanted}.`,
      );
  }

  #failed(operation: OperationRecord, { errorCode, message = '' }: HandlerAnswer): void {
    if (operation.action === 'DELETE' && errorCode === 'NotFound') return;
    const cause = findCause(this.world, operation, message);
    if (cause === undefined)
      this.broken('causeNeeded', `${this.#title(operation)} failed with ${errorCode ?? ''}: ${message}`);
  }

  #checkWatched(operation: OperationRecord, { status }: HandlerAnswer): void {
    if (operation.typeName !== DEPLOYMENT_TYPE) return;
    const newest = this.world.operations.newestOn(operation);
    if (newest !== operation) return;
    // What a deleted resource has left in its termination wait is not the next create's.
    const refused = operation.action === 'CREATE' && operation.made.length === 0;
    const mayRun = (deployment: Seen): boolean =>
      deployment.instanceTerminationWaitTimeStarted === true &&
      (operation.action === 'DELETE' ||
        refused ||
        (status === 'SUCCESS' && operation.properties.CompleteWhen === 'TRAFFIC_SHIFTED'));
    const unwatched = this.#ownActive(operation).filter((deployment) => !mayRun(deployment));
    for (const { deploymentId, status: state } of unwatched)
      this.broken(
        'watched',
        `${this.#title(operation)} ended ${status} while ${deploymentId} is ${state ?? ''}.`,
      );
  }

  /** Active deployments that operations on the same resource have made, and the rollbacks of such ones. */
  #ownActive(operation: OperationRecord): Seen[] {
    const { view } = this.world;
    return view
      .deployments()
      .filter((deployment) => !hasEnded(deployment) && this.#isOwn(operation, deployment));
  }

  #isOwn(operation: OperationRecord, { deploymentId, rollbackInfo, creator }: Seen): boolean {
    const undone =
      creator === 'codeDeployRollback' ? rollbackInfo?.rollbackTriggeringDeploymentId : undefined;
    const maker = this.world.operations.makerOf(undone ?? deploymentId);
    return maker !== undefined && sameResource(maker, operation);
  }

  #title({ action, rollback, logicalId, token, abandoned }: OperationRecord): string {
    return `${rollback ? 'rollback ' : ''}${abandoned ? 'cancelled ' : ''}${action} of ${logicalId} (${token.slice(0, 4)})`;
  }
}
