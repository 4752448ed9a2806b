import { ServiceError } from '#local-aws';
import type { Command, TemplateInput, Version } from './generate/history';
import { STACK, templateOf } from './generate/template';
import { callService } from './world/account-view';
import { setAlarm, type HistoryWorld } from './world/history-world';

/** The longest delay that a handler asks for after a call that met a fault. */
const LONGEST_RETRY_SECONDS = 225;

/** The time between StopDeployment and the status Stopped. */
const STOP_SECONDS = 5;

/** No stack operation takes longer. */
const LONGEST_STACK_OPERATION_SECONDS = 48 * 3600;

/** Stacks that CloudFormation can only delete. */
const DELETE_ONLY = /^(ROLLBACK_|CREATE_F|UPDATE_ROLLBACK_F|DELETE_F)/;

/** Carries out a command. What AWS refuses is logged, and the history goes on. */
export async function perform(world: HistoryWorld, command: Command): Promise<void> {
  const { name, ...details } = command;
  world.log.add('history', `${name} ${JSON.stringify(details)}`);
  try {
    await carryOut(world, command);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.add('AWS', `refuses: ${error.message}`);
  }
}

async function carryOut(world: HistoryWorld, command: Command): Promise<void> {
  const { aws, clock, delivery, engine, externalEvents, account } = world;
  switch (command.name) {
    case 'update':
      await update(world, command.input);
      return;
    case 'cancel':
      engine.cancelUpdateStack(STACK);
      return;
    case 'deleteStack':
      deleteStack(world);
      return;
    case 'deployByHand':
      deployByHand(world, command.version);
      return;
    case 'stopByHand':
      controlByHand(world, 'StopDeployment', { autoRollbackEnabled: command.rollback });
      return;
    case 'approveByHand':
      controlByHand(world, 'ContinueDeployment', { deploymentWaitType: 'READY_WAIT' });
      return;
    case 'endTerminationWaitByHand':
      controlByHand(world, 'ContinueDeployment', { deploymentWaitType: 'TERMINATION_WAIT' });
      return;
    case 'setAlarm':
      setAlarm(aws, command.state);
      externalEvents.alarm.set(clock.now(), command.state === 'OK');
      return;
    case 'setHooks':
      world.hook.report = command;
      externalEvents.hooks.set(clock.now(), command.report === 'Succeeded');
      return;
    case 'setTaskHealth':
      world.taskHealth.set(account.taskDefinitionOf(command.version), command.healthy);
      externalEvents.taskHealthOf(command.version).set(clock.now(), command.healthy);
      return;
    case 'injectFaults':
      delivery.injectFaults(command.fault, command.fromCall, command.calls);
      externalEvents.faultDelaySeconds += command.calls * LONGEST_RETRY_SECONDS;
      return;
    case 'deliveredTwice':
      delivery.deliverNextTwice(command);
      return;
  }
}

async function update(world: HistoryWorld, input: TemplateInput): Promise<void> {
  const { engine, setup, account, group } = world;
  world.serial += 1;
  const template = templateOf(input, setup, account.service, group, world.serial);
  if (world.stack && DELETE_ONLY.test(world.stack.status)) {
    deleteStack(world);
    await finishStackOperation(world);
  }
  if (!world.stack || world.stack.status === 'DELETE_COMPLETE')
    world.stack = await engine.createStack({ stackName: STACK, template });
  else await engine.updateStack({ stackName: STACK, template });
}

function deleteStack({ engine, stack, operations }: HistoryWorld): void {
  if (!stack || stack.status === 'DELETE_COMPLETE') return;
  engine.deleteStack(STACK);
  for (const logicalId of stack.resources.keys()) operations.cancel(stack.id, logicalId);
}

/** Advances the clock until nothing is in progress on the stack. */
export async function finishStackOperation({ engine, stack, violations }: HistoryWorld): Promise<void> {
  if (stack && !(await engine.settle(stack, LONGEST_STACK_OPERATION_SECONDS)))
    violations.add('inTime', `The stack is still ${stack.status} after two days.`);
}

function deployByHand(world: HistoryWorld, version: Version): void {
  const { aws, clock, account, group, externalEvents } = world;
  const { containerName: ContainerName, containerPort: ContainerPort } = account.service;
  const Properties = {
    TaskDefinition: account.taskDefinitionOf(version),
    LoadBalancerInfo: { ContainerName, ContainerPort },
  };
  const Resources = [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }];
  const versions = [version, account.liveVersion()];
  callService(aws.codeDeploy, 'CreateDeployment', {
    ...group,
    revision: {
      revisionType: 'AppSpecContent',
      appSpecContent: { content: JSON.stringify({ version: '0.0', Resources }) },
    },
  });
  externalEvents.outOfBandChanges.push({ at: clock.now(), versions });
}

/** Stops or continues the group's active deployment, if it has one. */
function controlByHand(world: HistoryWorld, call: string, options: object): void {
  const { aws, clock, account, externalEvents, log, setup } = world;
  const active = account.active();
  if (!active) return;
  const { deploymentId } = active;
  // A stop with rollback returns to what the original task set still runs.
  const versions = account.taskSets().map(({ taskDefinition }) => account.versionOf(taskDefinition));
  callService(aws.codeDeploy, call, { deploymentId, ...options });
  log.add('operator', `${call} ${deploymentId}`);
  if (call !== 'StopDeployment') return;
  const at = clock.now() + (setup.lags.stopSeconds + STOP_SECONDS) * 1000;
  externalEvents.outOfBandChanges.push({ at, versions });
}
