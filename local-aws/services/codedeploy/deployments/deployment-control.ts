import type {
  ContinueDeploymentInput,
  DeploymentWaitType,
  PutLifecycleEventHookExecutionStatusInput,
  PutLifecycleEventHookExecutionStatusOutput,
  SkipWaitTimeForInstanceTerminationInput,
  StopDeploymentInput,
  StopDeploymentOutput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { abortDeployment } from '../workflow/abort';
import { failures } from '../workflow/failures';
import { TIMINGS } from '../workflow/timings';
import { isTerminal, type Deployment } from '../records';
import type { State } from '../state';

/** The operations that stop or continue a deployment. */
export const deploymentControlOperations = (state: State) => ({
  /** Succeeded means that the request was accepted. The deployment is Stopped later. */
  StopDeployment(input: StopDeploymentInput): StopDeploymentOutput {
    const deployment = getRunning(state, input.deploymentId);
    if (deployment.group.deleted)
      throw new ServiceError(
        'DeploymentGroupDoesNotExistException',
        `No Deployment Group found for name: ${deployment.group.name}`,
      );
    const { readings, faults } = state;
    if (deployment.terminationWait === 'over' && readings.stopWhileTerminating === 'completed')
      throw alreadyCompleted(deployment);
    const isLate = deployment.terminationWait !== undefined;
    if (
      deployment.terminationWait === 'over' ||
      faults.refuseStop ||
      (isLate && readings.lateStop === 'refused')
    )
      throw new ServiceError(
        'UnsupportedActionForDeploymentTypeException',
        `The deployment ${deployment.id} cannot be stopped at this point.`,
      );
    const isSecond =
      isStopping(state, deployment) || state.runs.get(deployment.id)?.isScheduled('stop') === true;
    if (isSecond && readings.secondStop === 'refused') throw alreadyCompleted(deployment);
    return stop(state, deployment, input.autoRollbackEnabled);
  },

  ContinueDeployment(input: ContinueDeploymentInput): void {
    const deployment = getRunning(state, input.deploymentId);
    const waitType = input.deploymentWaitType ?? 'READY_WAIT';
    switch (waitType) {
      case 'READY_WAIT':
        if (deployment.status !== 'Ready' || isStopping(state, deployment))
          throw wrongWait(state, deployment, 'READY_WAIT');
        deployment.status = 'InProgress';
        state.runs.get(deployment.id)?.wake();
        return;
      case 'TERMINATION_WAIT':
        skipTerminationWait(state, deployment);
        return;
      default:
        throw new ServiceError(
          'InvalidDeploymentWaitTypeException',
          `Invalid deployment wait type: ${String(waitType)}`,
        );
    }
  },

  SkipWaitTimeForInstanceTermination(input: SkipWaitTimeForInstanceTerminationInput): void {
    skipTerminationWait(state, getRunning(state, input.deploymentId));
  },

  /** Takes the report of a hook function: once, and only while the event is InProgress. */
  PutLifecycleEventHookExecutionStatus(
    input: PutLifecycleEventHookExecutionStatusInput,
  ): PutLifecycleEventHookExecutionStatusOutput {
    const { lifecycleEventHookExecutionId: id, status } = input;
    const deployment = state.getDeployment(input.deploymentId);
    if (status !== 'Succeeded' && status !== 'Failed')
      throw new ServiceError(
        'InvalidLifecycleEventHookExecutionStatusException',
        'The status of a lifecycle event hook must be Succeeded or Failed.',
      );
    const execution = state.hookExecutions.get(id ?? '');
    if (execution?.deployment !== deployment)
      throw new ServiceError(
        'InvalidLifecycleEventHookExecutionIdException',
        'The lifecycle event hook execution id is not one of this deployment.',
      );
    const event = deployment.target.events.find(({ name }) => name === execution.event);
    if (execution.status !== undefined || event?.status !== 'InProgress')
      throw new ServiceError(
        'LifecycleEventAlreadyCompletedException',
        `The lifecycle event ${execution.event} has already completed.`,
      );
    execution.status = status;
    state.runs.get(deployment.id)?.wake();
    return { lifecycleEventHookExecutionId: id };
  },
});

function stop(state: State, deployment: Deployment, rollback: boolean | undefined): StopDeploymentOutput {
  const run = state.runs.get(deployment.id);
  const { stopPendingSeconds } = state.faults;
  const succeeded: StopDeploymentOutput = {
    status: 'Succeeded',
    statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
  };
  if (!run || run.stopping) return succeeded;
  const end = () => {
    abortDeployment(state, deployment, failures.stopped(), rollback);
  };
  if (stopPendingSeconds > 0) {
    if (!run.isScheduled('stop')) run.schedule('stop', stopPendingSeconds, end);
    return { status: 'Pending', statusMessage: 'The deployment is going to stop' };
  }
  run.stop(TIMINGS.stopping, end);
  return succeeded;
}

/** The status of a deployment in its termination wait is InProgress. */
function skipTerminationWait(state: State, deployment: Deployment): void {
  if (deployment.terminationWait !== 'started' || isStopping(state, deployment))
    throw wrongWait(state, deployment, 'TERMINATION_WAIT');
  deployment.terminationWait = 'skipped';
  state.runs.get(deployment.id)?.wake();
}

function wrongWait({ readings }: State, { id }: Deployment, waitType: DeploymentWaitType): ServiceError {
  if (readings.wrongWait === 'unsupported')
    return new ServiceError(
      'UnsupportedActionForDeploymentTypeException',
      `The deployment ${id} cannot be continued at this point.`,
    );
  if (waitType === 'READY_WAIT' || readings.wrongWait === 'notReady')
    return new ServiceError(
      'DeploymentIsNotInReadyStateException',
      `The deployment ${id} is not in the Ready state.`,
    );
  return new ServiceError(
    'InvalidDeploymentStatusException',
    `The deployment ${id} is not waiting for the termination of its original task set.`,
  );
}

const isStopping = (state: State, deployment: Deployment): boolean =>
  state.runs.get(deployment.id)?.stopping === true;

function getRunning(state: State, id: string | undefined): Deployment {
  const deployment = state.getDeployment(id);
  if (isTerminal(deployment)) throw alreadyCompleted(deployment);
  return deployment;
}

const alreadyCompleted = (deployment: Deployment) =>
  new ServiceError(
    'DeploymentAlreadyCompletedException',
    `The deployment ${deployment.id} has already completed.`,
  );
