import type { DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation';
import type { Stack } from '#local-aws';
import type { TemplateInput, UpdateMode } from '../generate/history';
import { DEPLOYMENT_TYPE, GROUP_TYPE, STACK, templateOf } from '../generate/template';
import { stateBefore } from '../invariants/exact-rollback';
import { callService } from '../world/account-view';
import type { HistoryWorld } from '../world/history-world';

/** No stack operation takes longer. */
const LONGEST_STACK_OPERATION_SECONDS = 48 * 3600;

/** Stacks that CloudFormation can only delete. */
const DELETE_ONLY = /^(ROLLBACK_|CREATE_F|DELETE_F)/;

/** The stack, if there is one that was not deleted. */
export function presentStack({ stack }: HistoryWorld): Stack | undefined {
  return stack?.status === 'DELETE_COMPLETE' ? undefined : stack;
}

/** Advances the clock until nothing is in progress on the stack. */
export async function finishStackOperation({ engine, stack, violations }: HistoryWorld): Promise<void> {
  if (stack && !(await engine.settle(stack, LONGEST_STACK_OPERATION_SECONDS)))
    violations.add('inTime', `The stack is still ${stack.status} after two days.`);
}

/** Creates or updates the stack, after it has been brought into a state that allows it. */
export async function update(world: HistoryWorld, input: TemplateInput, mode: UpdateMode): Promise<void> {
  await recover(world, mode);
  world.serial += 1;
  const { serial, logicalId } = world;
  await apply(world, templateOf(world.template, input, { serial, logicalId }), mode);
}

/** Creates or updates the stack with this template. */
export async function apply(world: HistoryWorld, template: string, mode: UpdateMode): Promise<void> {
  const { engine, statistics } = world;
  const stack = presentStack(world);
  const express = mode === 'express' || mode === 'expressWithRollback' || mustStayExpress(stack);
  const disableRollback = preserves(stack, mode);
  statistics.count(`${stack ? 'update' : 'create'} ${mode}`);
  if (express) statistics.count(`express: ${world.setup.readings.expressInvocations}`);
  if (!stack) {
    await freeRetained(world);
    world.externalEvents.beforeUpdate = undefined;
    world.stack = await engine.createStack({ stackName: STACK, template, express, disableRollback });
    return;
  }
  const before = stack.unfinished ? world.externalEvents.beforeUpdate : stateBefore(world, stack);
  if (mode === 'revertDrift') await revertDrift(world, stack, template, disableRollback);
  else await engine.updateStack({ stackName: STACK, template, express, disableRollback });
  world.externalEvents.beforeUpdate = before;
}

/** Until a stack is in a good state again, it takes no operation in standard mode after one in express mode. */
const mustStayExpress = (stack: Stack | undefined): boolean =>
  stack?.isExpress === true && !stack.status.endsWith('_COMPLETE');

/** Whether failures are not rolled back. A stack that has failed so takes no other update. */
function preserves(stack: Stack | undefined, mode: UpdateMode): boolean {
  return mode === 'disableRollback' || mode === 'express' || stack?.status === 'UPDATE_FAILED';
}

async function revertDrift(
  { api, statistics, serial, setup }: HistoryWorld,
  stack: Stack,
  template: string,
  disableRollback: boolean,
): Promise<void> {
  const names = { StackName: STACK, ChangeSetName: `revert-drift-${serial}` };
  const options = { DeploymentMode: 'REVERT_DRIFT', ChangeSetType: 'UPDATE' };
  await callService(api, 'CreateChangeSet', { ...names, ...options, TemplateBody: template });
  const { StackDriftStatus: drift } = callService(api, 'DescribeChangeSet', names) as DescribeChangeSetOutput;
  statistics.count(
    `drift-aware update of a stack that is ${drift ?? 'unknown'}: ${setup.readings.revertDriftPrevious}`,
  );
  await callService(api, 'ExecuteChangeSet', {
    ...names,
    ...(stack.status === 'UPDATE_FAILED' && { DisableRollback: disableRollback }),
  });
}

/** Brings a stack that has failed into a state from which it can be updated, or deletes it. */
async function recover(world: HistoryWorld, mode: UpdateMode): Promise<void> {
  const stack = presentStack(world);
  if (!stack || stack.operation) return;
  const { engine, statistics, setup } = world;
  if (stack.status === 'UPDATE_ROLLBACK_FAILED') {
    statistics.count(`continueUpdateRollback, flag: ${setup.readings.continueRollbackFlag}`);
    engine.continueUpdateRollback({ stackName: STACK });
    await finishStackOperation(world);
  }
  if (stack.status === 'UPDATE_FAILED' && mode !== 'disableRollback' && !stack.isExpress) {
    statistics.count(`rollbackStack, flag: ${setup.readings.rollbackStackFlag}`);
    engine.rollbackStack({ stackName: STACK });
    await finishStackOperation(world);
  }
  if (DELETE_ONLY.test(stack.status) || stack.status === 'UPDATE_ROLLBACK_FAILED') {
    deleteStack(world);
    await finishStackOperation(world);
  }
}

export function deleteStack(world: HistoryWorld): void {
  const { engine, operations } = world;
  const stack = presentStack(world);
  if (!stack) return;
  engine.deleteStack(STACK, [], { express: mustStayExpress(stack) });
  for (const logicalId of stack.resources.keys()) operations.cancel(stack.id, logicalId);
}

/** An operator removes what an earlier stack has left, and sees that it is gone, so that a new one can be created. */
async function freeRetained(world: HistoryWorld): Promise<void> {
  const { aws, clock, group, account, ownership, setup, log } = world;
  if (ownership.holderOf(DEPLOYMENT_TYPE)?.retained) {
    account.removeOwnerTag();
    ownership.clear(DEPLOYMENT_TYPE);
    log.add('operator', 'removes the owner tag');
    await clock.advance(setup.lags.tagsSeconds);
  }
  if (setup.groupInStack && ownership.holderOf(GROUP_TYPE)?.retained) {
    callService(aws.codeDeploy, 'DeleteDeploymentGroup', group);
    ownership.clear(GROUP_TYPE);
    log.add('operator', 'deletes the group');
  }
}
