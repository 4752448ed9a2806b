import { ServiceError } from '#local-aws';
import type { Command } from '../generate/history';
import { STACK } from '../generate/template';
import { setAlarm, type HistoryWorld } from '../world/history-world';
import { controlByHand, deployByHand } from './by-hand';
import { importResources } from './import';
import { claim, deleteOther } from './other-stack';
import { refactor } from './refactor';
import { deleteStack, update } from './update';

/** The longest delay that a handler asks for after a call that met a fault. */
const LONGEST_RETRY_SECONDS = 225;

/** Carries out a command. What AWS refuses is logged, and the history goes on. */
export async function perform(world: HistoryWorld, command: Command): Promise<void> {
  const { name, ...details } = command;
  world.log.add('history', `${name} ${JSON.stringify(details)}`);
  try {
    await carryOut(world, command);
    world.statistics.count(`command ${name}`);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.add('AWS', `refuses: ${error.message}`);
    world.statistics.count(`refused ${name}`);
  }
}

async function carryOut(world: HistoryWorld, command: Command): Promise<void> {
  const { aws, clock, delivery, engine, externalEvents, account } = world;
  switch (command.name) {
    case 'update':
      return update(world, command.input, command.mode);
    case 'cancel':
      engine.cancelUpdateStack(STACK);
      return;
    case 'deleteStack':
      deleteStack(world);
      return;
    case 'import':
      return importResources(world, command.input, command.newStack);
    case 'refactor':
      return refactor(world);
    case 'claim':
      return claim(world, command.what, command.version);
    case 'deleteOther':
      return deleteOther(world);
    case 'deployByHand':
      deployByHand(world, command.version);
      return;
    case 'stopByHand':
      controlByHand(
        world,
        'StopDeployment',
        command.rollback === 'unset' ? {} : { autoRollbackEnabled: command.rollback },
      );
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
      delivery.faults.inject(command.fault, command.fromCall, command.calls);
      externalEvents.faultDelaySeconds += command.calls * LONGEST_RETRY_SECONDS;
      return;
    case 'oddAnswer':
      delivery.faults.answerOddly(command.error, command.fromCall);
      externalEvents.faultDelaySeconds += LONGEST_RETRY_SECONDS;
      return;
    case 'deliveredTwice':
      delivery.deliverNextTwice(command);
      return;
    case 'refuseStops':
      aws.codeDeploy.faults.refuseStop = true;
      clock.after(command.seconds, () => {
        aws.codeDeploy.faults.refuseStop = false;
      });
      externalEvents.faultDelaySeconds += command.seconds;
      return;
  }
}
