import type { ResourceToImport as ResourceInput } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import type { ResourceToImport } from '../operations/import';
import { importIdentifier, providerOf } from '../resource-types/provider';
import { fingerprints } from '../stacks/fingerprint';
import { readResource } from '../stacks/read-resource';
import type { Stack } from '../stacks/stack';
import type { StackEnvironment } from '../stacks/stack-environment';
import { NESTED_STACK } from '../template/nested-templates';
import type { Prepared } from '../template/prepared';
import { validationError } from '../values/errors';
import { canonical, toValue } from '../values/value';
import { changeLine } from './change-lines';
import type { Plan, WantedStack } from './plan';

/**
 * Plans a change set of type IMPORT. An invalid request is refused. A resource that does not exist, or that belongs to
 * a stack already, fails the change set.
 * Source: AWS CloudFormation User Guide, "Import AWS resources into a CloudFormation stack".
 * @throws ServiceError ValidationError
 */
export async function planImport(
  cloudFormation: CloudFormation,
  wanted: WantedStack,
  inputs: readonly ResourceInput[] = [],
): Promise<Plan> {
  if (inputs.length === 0) throw validationError('Must Provide at least one resource to import');
  const { stackName, template, parameters } = wanted;
  const present = cloudFormation.findStack(stackName);
  const stack = present ?? (await cloudFormation.planStack(wanted));
  try {
    const prepared = await cloudFormation.planUpdate({
      stackName,
      template,
      parameters,
      absentParameters: 'default',
    });
    refuseWrongEntries(cloudFormation, stack, prepared, inputs);
    await refuseOtherChanges(cloudFormation, stack, prepared, inputs);
    const imported = inputs.map((input) => toImport(cloudFormation, prepared, input));
    const failure = await importProblem(cloudFormation, stack, prepared, imported);
    const changes = imported.map(({ logicalId, physicalId }) =>
      changeLine('Import', logicalId, prepared.resources[logicalId]?.Type ?? '', physicalId),
    );
    const lines = failure === undefined ? changes : [];
    return { stack, prepared, tags: wanted.tags, changes: lines, imported, nested: [], failure };
  } catch (error) {
    if (!present) cloudFormation.stacks.forget(stack);
    throw error;
  }
}

const names = (list: readonly string[]): string => `[${list.join(', ')}]`;

function refuseWrongEntries(
  environment: StackEnvironment,
  stack: Stack,
  { resources }: Prepared,
  inputs: readonly ResourceInput[],
): void {
  const ids = inputs.map(({ LogicalResourceId: logicalId = '' }) => logicalId);
  if (new Set(ids).size < ids.length)
    throw validationError('Every resource to import must have unique LogicalResourceId');
  const missing = ids.filter((logicalId) => !(logicalId in resources));
  if (missing.length > 0) {
    throw validationError(
      `The logical resource ids ${names(missing)} provided in ResourceToImport do not exist in the template.`,
    );
  }
  const owned = isPlanned(stack) ? [] : ids.filter((logicalId) => stack.resources.has(logicalId));
  if (owned.length > 0) {
    throw validationError(
      `Resources ${names(owned)} passed in ResourceToImport are already in a stack and cannot be imported.`,
    );
  }
  for (const input of inputs) refuseWrongIdentifier(environment, resources, input);
  const unprotected = ids.filter((logicalId) => resources[logicalId]?.DeletionPolicy === undefined);
  if (unprotected.length > 0) {
    throw validationError(
      `The following resources to import ${names(unprotected)} must have DeletionPolicy attribute specified in the template.`,
    );
  }
}

function refuseWrongIdentifier(
  environment: StackEnvironment,
  resources: Prepared['resources'],
  {
    LogicalResourceId: logicalId = '',
    ResourceType: type = '',
    ResourceIdentifier: given = {},
  }: ResourceInput,
): void {
  const provider = environment.findProvider(type);
  const identifier = provider && importIdentifier(provider);
  if (!identifier || type === NESTED_STACK) {
    throw validationError(`The following resource types are not supported for resource import: ${type}`);
  }
  if (Object.keys(given).sort().join() !== [...identifier].sort().join()) {
    throw validationError(
      `Invalid resource identifier for resource type ${type}. Expected ${names(identifier)}`,
    );
  }
  const declared = resources[logicalId]?.Type;
  if (declared !== type) {
    throw validationError(
      `Resource type of [${logicalId}] passed in ResourceToImport does not match with resource type defined in the template. Resource type in ResourceToImport: ${type}; Resource type in Template: ${declared}.`,
    );
  }
}

/** An import must not create, update or delete other resources. */
async function refuseOtherChanges(
  environment: StackEnvironment,
  stack: Stack,
  prepared: Prepared,
  inputs: readonly ResourceInput[],
): Promise<void> {
  const ids = inputs.map(({ LogicalResourceId: logicalId = '' }) => logicalId);
  const unlisted = Object.keys(prepared.resources).filter(
    (logicalId) => !stack.resources.has(logicalId) && !ids.includes(logicalId),
  );
  if (unlisted.length > 0)
    throw validationError(`Resources ${names(unlisted)} is missing from ResourceToImport list`);
  const [before, after] = [
    await fingerprints(environment, stack, stack.prepared),
    await fingerprints(environment, stack, prepared),
  ];
  const modified = [...stack.resources.keys()].filter(
    (logicalId) => before.get(logicalId) !== after.get(logicalId),
  );
  if (modified.length > 0) {
    throw validationError(
      `You have modified resources ${names(modified)} in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`,
    );
  }
  const outputs = isPlanned(stack) ? {} : stack.prepared.outputs;
  if (canonical(toValue(outputs)) !== canonical(toValue(prepared.outputs))) {
    throw validationError('As part of the import operation, you cannot modify or add [Outputs]');
  }
}

function isPlanned({ status }: Stack): boolean {
  return status === 'REVIEW_IN_PROGRESS';
}

function toImport(
  environment: StackEnvironment,
  { resources }: Prepared,
  input: ResourceInput,
): ResourceToImport {
  const { LogicalResourceId: logicalId = '', ResourceIdentifier: identifier = {} } = input;
  const provider = providerOf(environment, resources[logicalId]?.Type ?? '');
  const { importable } = provider;
  if (importable) return { logicalId, identifier, physicalId: identifier[importable.physicalId] ?? '' };
  const values = importIdentifier(provider)?.map((name) => identifier[name] ?? '') ?? [];
  return { logicalId, identifier, physicalId: values.join('|') };
}

/** Why the resources cannot be imported: one does not exist, or one belongs to a stack. undefined when all can be. */
async function importProblem(
  cloudFormation: CloudFormation,
  stack: Stack,
  { resources }: Prepared,
  imported: readonly ResourceToImport[],
): Promise<string | undefined> {
  for (const { logicalId, identifier, physicalId } of imported) {
    const type = resources[logicalId]?.Type ?? '';
    const resource = { type, model: identifier, physicalId };
    const { status, message } = await readResource(cloudFormation, stack, logicalId, resource);
    if (status !== 'SUCCESS') return message ?? 'null';
    const owner = cloudFormation.stacks.ownerOf(type, physicalId);
    if (owner) return `${physicalId} already exists in stack ${owner.id}`;
  }
  return undefined;
}
