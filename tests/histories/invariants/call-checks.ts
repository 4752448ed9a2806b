import type { FaultedCall, LocalAws } from '#local-aws';
import type { EventLog } from '../event-log';
import { DEPLOYMENT_TYPE } from '../generate/template';
import type { Deployment } from '../world/account-view';
import { titleOf, type OperationRecord } from '../world/operations';
import { type Evidence, isOwn, ownActiveDeployments } from './evidence';
import { isNeedless } from './needless';
import type { Violations } from './violations';

/** Calls of handlers that change something in CodeDeploy. */
const CHANGING_CALLS = [
  'CreateDeployment',
  'StopDeployment',
  'ContinueDeployment',
  'TagResource',
  'UntagResource',
  'UpdateDeploymentGroup',
  'DeleteDeploymentGroup',
];

/** Checks the invariants after each call of a handler that changes something. */
export class CallChecks {
  /** When each operation first wrote the owner tag, in milliseconds since the epoch. */
  readonly #taggedAt = new Map<OperationRecord, number>();
  /** Operations that could not know of the newer one. */
  readonly #unaware = new Set<OperationRecord>();

  constructor(
    private readonly evidence: Evidence,
    private readonly violations: Violations,
    private readonly log: EventLog,
  ) {}

  observe(aws: LocalAws): void {
    aws.faults.after(
      { service: 'codedeploy', when: (_, { operation }) => CHANGING_CALLS.includes(operation) },
      (call) => {
        const operation = this.evidence.operations.ofAccessKey(call.accessKeyId);
        if (operation) this.#check(operation, call);
      },
    );
  }

  #check(operation: OperationRecord, { operation: call, input }: FaultedCall): void {
    const { account, clock } = this.evidence;
    const deploymentId = typeof input.deploymentId === 'string' ? input.deploymentId : undefined;
    if (call === 'CreateDeployment') this.#checkStart(operation);
    const object = deploymentId === undefined ? '' : ` ${deploymentId}`;
    this.log.add(operation.logicalId, `${titleOf(operation)}: ${call}${object}`);
    if (deploymentId !== undefined) this.#checkControl(operation, call, account.deployment(deploymentId));
    if (call === 'TagResource') this.evidence.ownership.tagged(operation);
    if (call === 'UntagResource') this.evidence.ownership.untagged(operation);
    if (call === 'TagResource' && !this.#taggedAt.has(operation)) this.#taggedAt.set(operation, clock.now());
    this.#checkSuperseded(operation, call);
    const isTaken = this.evidence.ownership.isOthers(operation) || this.#isBeingCreated(operation, call);
    if (operation.action !== 'UPDATE' && isTaken)
      this.violations.add(
        'othersUntouched',
        `${titleOf(operation)} called ${call}, but another stack has the resource.`,
      );
  }

  /** Whether a create of another stack, still in progress and not followed by a delete, has written the owner tag earlier. */
  #isBeingCreated({ stackId, typeName }: OperationRecord, call: string): boolean {
    const { clock, operations, setup } = this.evidence;
    const visible = clock.now() - setup.lags.tagsSeconds * 1000;
    return (
      call === 'TagResource' &&
      [...this.#taggedAt].some(
        ([other, at]) =>
          other.action === 'CREATE' &&
          other.stackId !== stackId &&
          other.typeName === typeName &&
          !other.cancelled &&
          !other.ended &&
          operations.newestOn(other) === other &&
          at < visible,
      )
    );
  }

  #checkStart(operation: OperationRecord): void {
    const { startedDeployments } = operation;
    startedDeployments.push(this.evidence.account.deployments().at(-1)?.deploymentId ?? '');
    if (isNeedless(this.evidence, operation))
      this.violations.add('needed', `${titleOf(operation)} deploys what runs already.`);
    const active = ownActiveDeployments(this.evidence, operation);
    if (startedDeployments.length > 1)
      this.violations.add('onceOnly', `${titleOf(operation)} started ${startedDeployments.join(' and ')}.`);
    if (active.length > 1)
      this.violations.add(
        'oneActive',
        `${active.map(({ deploymentId }) => deploymentId).join(' and ')} are active.`,
      );
  }

  /** Checks StopDeployment and ContinueDeployment. */
  #checkControl(operation: OperationRecord, call: string, deployment: Deployment): void {
    const { deploymentId, creator } = deployment;
    if (operation.typeName !== DEPLOYMENT_TYPE) return;
    if (creator === 'codeDeployRollback')
      this.violations.add('rollbackUntouched', `${titleOf(operation)} called ${call} for ${deploymentId}.`);
    else if (!isOwn(this.evidence, operation, deployment) && operation.properties.WhenBusy !== 'STOP')
      this.violations.add('foreignUntouched', `${titleOf(operation)} called ${call} for ${deploymentId}.`);
  }

  /**
   * An operation can know of a newer one as soon as the owner tag of the newer one shows. The tag lists only operations that
   * have written it before. Any other one learns from the clocks of two hosts which of both is newer.
   */
  #checkSuperseded(operation: OperationRecord, call: string): void {
    const { operations, clock, setup } = this.evidence;
    const newest = operations.newestOn(operation);
    if (!newest || newest === operation) return;
    // In express mode a delete may go on after the next create, whose tag is of the same owner (docs/operations.md).
    if (operation.action === 'DELETE' && operation.isExpress) return;
    const taggedAt = this.#taggedAt.get(newest);
    if (taggedAt === undefined || clock.now() < taggedAt + setup.lags.tagsSeconds * 1000) return;
    const [one, other] = setup.hostClocks;
    const wroteBefore = (this.#taggedAt.get(operation) ?? Infinity) < taggedAt;
    if (!wroteBefore && newest.startedAt - operation.startedAt < Math.abs(one - other) * 1000)
      this.#unaware.add(operation);
    if (this.#unaware.has(operation)) return;
    this.violations.add(
      'supersededIsQuiet',
      `${titleOf(operation)} called ${call} after ${titleOf(newest)} had superseded it.`,
    );
  }
}
