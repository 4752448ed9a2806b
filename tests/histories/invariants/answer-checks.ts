import { type HandlerAnswer, scalarText } from '#local-aws';
import type { EventLog } from '../event-log';
import { DEPLOYMENT_TYPE } from '../generate/template';
import type { Deployment } from '../world/account-view';
import { titleOf, type OperationRecord } from '../world/operations';
import { type Evidence, ownActiveDeployments, rollsBackToUnawaited, isUnexpectedRollback } from './evidence';
import { findCause } from './failure-causes';
import { askedParameters } from './parameters';
import { unreadable } from './readable';
import type { Violations } from './violations';

/** How much longer than its timeout an operation may take, for the end of a deployment that it has stopped. */
const GRACE_MINUTES = 17;

/** The longest that an operation may take when it has no timeout of its own. */
const LONGEST_MINUTES = { CREATE: 2100, UPDATE: 2100, DELETE: 60, READ: 0 };

/** Checks the invariants at each answer that CloudFormation goes on from. */
export class AnswerChecks {
  #lastLogged = '';

  constructor(
    private readonly evidence: Evidence,
    private readonly violations: Violations,
    private readonly log: EventLog,
  ) {}

  /** Checks an answer before CloudFormation acts on it. */
  check(operation: OperationRecord, answer: HandlerAnswer): void {
    const { account, externalEvents } = this.evidence;
    externalEvents.versionsEverLive.add(account.liveVersion());
    const problem = answer.message && unreadable(answer, operation.token);
    if (problem) this.violations.add('readable', `${problem}: ${answer.message}`);
    this.#log(operation, answer);
    if (operation.cancelled || this.#isGivenUp(operation)) return;
    this.#checkTime(operation, answer);
    if (answer.status === 'SUCCESS') this.#checkSuccess(operation);
    if (answer.status === 'FAILED') this.#checkFailure(operation, answer);
    if (answer.status !== 'IN_PROGRESS') this.#checkAwaited(operation, answer);
  }

  /** Checks a callback context before CloudFormation stores it. */
  checkContext(operation: OperationRecord | undefined, context: unknown): void {
    const text = JSON.stringify(context);
    if (operation && /[:[,]null\b/.test(text))
      this.violations.add('contextWithoutNull', `${titleOf(operation)} has answered ${text}.`);
  }

  /** In express mode CloudFormation begins the next operation while the handler of this one is still called. */
  #isGivenUp(operation: OperationRecord): boolean {
    return operation.isExpress && this.evidence.operations.newestOn(operation) !== operation;
  }

  /** Equal answers of consecutive polls make one line. */
  #log({ logicalId }: OperationRecord, { status, errorCode, message }: HandlerAnswer): void {
    const line = [status, errorCode, message].filter(Boolean).join(' ');
    if (status !== 'IN_PROGRESS' || line !== this.#lastLogged) this.log.add(logicalId, line);
    this.#lastLogged = line;
  }

  #checkTime(operation: OperationRecord, { status }: HandlerAnswer): void {
    const { clock, externalEvents } = this.evidence;
    // TimeoutInMinutes is for the new version: neither a stack rollback nor a delete ends by it.
    const isTimed = operation.action !== 'DELETE' && !operation.rollback;
    const requested = isTimed ? Number(operation.properties.TimeoutInMinutes ?? 0) : 0;
    const allowed = requested || LONGEST_MINUTES[operation.action];
    const seconds = (clock.now() - operation.startedAt) / 1000 - externalEvents.faultDelaySeconds;
    const minutes = seconds / 60;
    if (minutes > allowed + GRACE_MINUTES)
      this.violations.add(
        'inTime',
        `${titleOf(operation)} is ${status} after ${Math.round(minutes)} minutes.`,
      );
  }

  /** Only what an operator changed after the end of the operation's deployment excuses another live version. */
  #checkSuccess(operation: OperationRecord): void {
    const { account, externalEvents } = this.evidence;
    if (operation.typeName !== DEPLOYMENT_TYPE || operation.action === 'DELETE') return;
    const desired = account.versionOf(scalarText(operation.properties.TaskDefinition));
    const live = account.liveVersion();
    const [deployment] = operation.startedDeployments;
    const end = deployment === undefined ? undefined : account.deployment(deployment).completeTime?.getTime();
    const changedByHand = externalEvents
      .outOfBandChangesSince(end ?? Infinity)
      .some(({ versions }) => versions.includes(live));
    if (operation.action === 'CREATE' && this.evidence.ownership.isOthers(operation))
      this.violations.add(
        'othersUntouched',
        `${titleOf(operation)} succeeded, but another stack has the resource.`,
      );
    const { beforeUpdate } = externalEvents;
    const isBefore = operation.rollback && beforeUpdate?.running.taskDefinition === account.taskDefinition();
    if (changedByHand || rollsBackToUnawaited(this.evidence, operation)) return;
    if (isBefore && live !== desired) return;
    if (live === desired) {
      this.#checkParameters(operation);
      return;
    }
    const bringer = account.primary()?.externalId ?? 'no deployment';
    this.violations.add(
      'liveIsDesired',
      `${titleOf(operation)} succeeded, but version ${live} is live (${bringer}), not ${desired}.`,
    );
  }

  #checkParameters(operation: OperationRecord): void {
    const running = this.evidence.account.running();
    for (const { name, asked, live } of running ? askedParameters(operation.properties, running) : [])
      if (asked !== live)
        this.violations.add(
          'parametersAsAsked',
          `${titleOf(operation)} succeeded with ${name} ${asked}, but ${live} is live.`,
        );
  }

  #checkFailure(operation: OperationRecord, answer: HandlerAnswer): void {
    const { errorCode, message = '' } = answer;
    if (operation.action === 'DELETE' && errorCode === 'NotFound') return;
    if (findCause(this.evidence, operation, answer) === undefined)
      this.violations.add(
        'causeNeeded',
        `${titleOf(operation)} failed with ${errorCode ?? 'no error code'}: ${message}`,
      );
  }

  #checkAwaited(operation: OperationRecord, { status, errorCode }: HandlerAnswer): void {
    if (operation.typeName !== DEPLOYMENT_TYPE) return;
    if (this.evidence.operations.newestOn(operation) !== operation) return;
    if (operation.action === 'DELETE' && this.evidence.ownership.namesFormerOwner(operation)) return;
    // A deleted resource may leave its deployment in the termination wait. A create that fails does not await that one, nor an
    // update whose own deployment cannot start.
    const cannotStart = operation.isRefused || (errorCode === 'InvalidRequest' && !operation.rollback);
    const failedEarly =
      operation.startedDeployments.length === 0 && (operation.action === 'CREATE' || cannotStart);
    // The other delivery of the event has started it, or an earlier update has left it, unknown to the one that AWS has refused.
    const isFirst = operation.action === 'UPDATE' && !operation.isUnderWay;
    const unknown = status === 'FAILED' && operation.isRefused && (isFirst || operation.deliveredTwice);
    const mayRun = (deployment: Deployment): boolean =>
      unknown ||
      isUnexpectedRollback(this.evidence, deployment) ||
      (deployment.instanceTerminationWaitTimeStarted === true &&
        (operation.action === 'DELETE' ||
          failedEarly ||
          // Where CodeDeploy stops none there, the wait may outlast the time of the operation.
          (status === 'FAILED' && this.evidence.setup.codeDeployReadings.lateStop === 'refused') ||
          (status === 'SUCCESS' && operation.properties.CompleteWhen === 'TRAFFIC_SHIFTED')));
    const running = ownActiveDeployments(this.evidence, operation).filter((each) => !mayRun(each));
    for (const deployment of running)
      this.violations.add(
        'awaited',
        `${titleOf(operation)} ended with ${status} while ${deployment.deploymentId} is ${deployment.status ?? 'unknown'}.`,
      );
  }
}
