import type { DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation';
import type { TemplateInput } from '../generate/history';
import { DEPLOYMENT_TYPE, GROUP_TYPE, STACK, templateOf, type TemplateOptions } from '../generate/template';
import { callService } from '../world/account-view';
import type { HistoryWorld } from '../world/history-world';
import { apply, deleteStack, finishStackOperation, presentStack } from './update';

/**
 * Takes the resources out of the stack without deleting them, and imports them again. Does nothing when the stack is not in
 * a good state or has no EcsDeployment.
 */
export async function importResources(
  world: HistoryWorld,
  input: TemplateInput,
  newStack: boolean,
): Promise<void> {
  await finishStackOperation(world);
  const { logicalId, setup, engine } = world;
  const wanted: TemplateInput = { ...input, version: input.version === 'absent' ? 1 : input.version };
  if (!(await retain(world, wanted))) return;
  if (newStack) deleteStack(world);
  else {
    const { serial } = world;
    await apply(
      world,
      templateOf(world.template, { ...wanted, version: 'absent' }, { serial, logicalId }),
      'standard',
    );
  }
  await finishStackOperation(world);
  const left = engine.findStack(STACK);
  if (newStack ? left !== undefined : left?.status !== 'UPDATE_COMPLETE') return;
  const serial = newStack ? undefined : world.serial;
  await beginImport(world, wanted, { serial, logicalId, retained: true }, newStack && setup.groupInStack);
}

/** Gives the resources a DeletionPolicy. CloudFormation imports only resources that have one, too. */
async function retain(world: HistoryWorld, input: TemplateInput): Promise<boolean> {
  const stack = presentStack(world);
  if (!stack || stack.unfinished || !/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(stack.status))
    return false;
  if (!stack.resources.has(world.logicalId)) return false;
  world.serial += 1;
  const { serial, logicalId } = world;
  const live = world.account.liveVersion();
  const present: TemplateInput = {
    ...input,
    version: live === 2 || live === 3 ? live : 1,
    sibling: { ...input.sibling, fails: false },
  };
  await apply(world, templateOf(world.template, present, { serial, logicalId, retained: true }), 'standard');
  await finishStackOperation(world);
  return stack.status === 'UPDATE_COMPLETE';
}

async function beginImport(
  world: HistoryWorld,
  input: TemplateInput,
  options: TemplateOptions,
  withGroup: boolean,
): Promise<void> {
  const { api, engine, group, serial, setup, statistics, log } = world;
  const TemplateBody = templateOf(world.template, input, options);
  const ResourceIdentifier = {
    ApplicationName: group.applicationName,
    DeploymentGroupName: group.deploymentGroupName,
  };
  const names = { StackName: STACK, ChangeSetName: `import-${serial}` };
  const imported = [
    { LogicalResourceId: options.logicalId, ResourceType: DEPLOYMENT_TYPE, ResourceIdentifier },
    ...(withGroup ? [{ LogicalResourceId: 'Group', ResourceType: GROUP_TYPE, ResourceIdentifier }] : []),
  ];
  await callService(api, 'CreateChangeSet', {
    ...{ ...names, ChangeSetType: 'IMPORT', TemplateBody, ResourcesToImport: imported },
  });
  const { Status, StatusReason } = callService(api, 'DescribeChangeSet', names) as DescribeChangeSetOutput;
  world.stack = engine.getStack(STACK);
  world.externalEvents.beforeUpdate = undefined;
  if (Status === 'FAILED') {
    log.add('AWS', `refuses: ${StatusReason ?? ''}`);
    statistics.count('refused import');
    return;
  }
  await callService(api, 'ExecuteChangeSet', names);
  const { importUpdates, importPrevious } = setup.readings;
  statistics.count(`import: updates ${importUpdates}, previous ${importPrevious}`);
}
