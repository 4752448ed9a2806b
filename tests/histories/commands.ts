import { ServiceError } from '#local-aws';
import { ask } from './world/account-view';
import type { Command, Version, Wish } from './generate/history';
import { templateOf } from './generate/template';
import { setAlarm, STACK, type World } from './world/history-world';

/** How long CloudFormation waits after a call that met trouble, at most; in seconds. */
const LONGEST_DELAY = 225;

/** Between StopDeployment and the status Stopped pass a few seconds. */
const STOPPING = 5;

/** Does what the history says. What AWS refuses is told and forgotten, as people do. */
export async function perform(world: World, command: Command): Promise<void> {
  const { chronicle, aws, delivery, engine, surroundings, view } = world;
  chronicle.add('history', told(command));
  try {
    switch (command.name) {
      case 'update':
        await update(world, command.wish);
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
        steerByHand(world, 'StopDeployment', { autoRollbackEnabled: command.rollback });
        return;
      case 'continueByHand':
        steerByHand(world, 'ContinueDeployment', { deploymentWaitType: 'READY_WAIT' });
        return;
      case 'endTerminationWaitByHand':
        steerByHand(world, 'ContinueDeployment', { deploymentWaitType: 'TERMINATION_WAIT' });
        return;
      case 'setAlarm':
        setAlarm(aws, command.state);
        surroundings.alarm.set(aws.clock.now(), command.state === 'OK');
        return;
      case 'setHooks':
        world.hooks.answer = command;
        surroundings.hooks.set(aws.clock.now(), command.answer === 'Succeeded');
        return;
      case 'setHealth':
        world.health.set(view.taskDefinitionOf(command.version), command.healthy);
        surroundings.healthOf(command.version).set(aws.clock.now(), command.healthy);
        return;
      case 'disturb':
        delivery.disturb(command.disturbance, command.from, command.calls);
        surroundings.troubleSeconds += command.calls * LONGEST_DELAY;
        return;
      case 'deliverTwice':
        delivery.deliverNextTwice(command);
        return;
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    chronicle.add('AWS', `refuses: ${error.message}`);
  }
}

function told({ name, ...details }: Command): string {
  return `${name} ${JSON.stringify(details)}`;
}

/** A stack that has ended in ruins is deleted and made anew. */
async function update(world: World, wish: Wish): Promise<void> {
  const { engine, circumstances, view, group } = world;
  world.serial += 1;
  const template = templateOf(wish, circumstances, view.service, group, world.serial);
  if (world.stack && /^(ROLLBACK_|CREATE_F|UPDATE_ROLLBACK_F|DELETE_F)/.test(world.stack.status)) {
    deleteStack(world);
    await settle(world);
  }
  if (!world.stack || world.stack.status === 'DELETE_COMPLETE')
    world.stack = await engine.createStack({ stackName: STACK, template });
  else await engine.updateStack({ stackName: STACK, template });
}

function deleteStack({ engine, stack, operations }: World): void {
  if (!stack || stack.status === 'DELETE_COMPLETE') return;
  engine.deleteStack(STACK);
  for (const logicalId of stack.resources.keys()) operations.abandon(stack.id, logicalId);
}

/** Lets time go on until nothing is in progress on the stack. */
export async function settle({ engine, stack, watch }: World): Promise<void> {
  if (stack && !(await engine.settle(stack, 48 * 3600)))
    watch.broken('inTime', `The stack is ${stack.status} for ever.`);
}

function deployByHand({ aws, view, group, surroundings }: World, version: Version): void {
  const { containerName: ContainerName, containerPort: ContainerPort } = view.service;
  const Properties = {
    TaskDefinition: view.taskDefinitionOf(version),
    LoadBalancerInfo: { ContainerName, ContainerPort },
  };
  const Resources = [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }];
  const versions = [version, view.live()];
  ask(aws.codeDeploy, 'CreateDeployment', {
    ...group,
    revision: {
      revisionType: 'AppSpecContent',
      appSpecContent: { content: JSON.stringify({ version: '0.0', Resources }) },
    },
  });
  surroundings.touches.push({ at: aws.clock.now(), versions });
}

/** Does something to the deployment that holds the group, if there is one. */
function steerByHand(world: World, call: string, more: object): void {
  const { aws, view, surroundings, chronicle, circumstances } = world;
  const active = view.active();
  if (!active) return;
  const { deploymentId } = active;
  // A stop with rollback leads back to what the original task set still runs.
  const versions = view.taskSets().map(({ taskDefinition }) => view.versionOf(taskDefinition));
  ask(aws.codeDeploy, call, { deploymentId, ...more });
  chronicle.add('by hand', `${call} ${deploymentId}`);
  if (call !== 'StopDeployment') return;
  // It takes effect when CodeDeploy carries it out.
  const at = aws.clock.now() + (circumstances.lags.stop + STOPPING) * 1000;
  surroundings.touches.push({ at, versions });
}
