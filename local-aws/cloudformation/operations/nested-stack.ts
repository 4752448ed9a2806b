import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { generatedName } from '../resource-types/native/native-type';
import { TAGS, unknownProperties, wrongKinds, type Fields } from '../resource-types/native/shape';
import type { HandlerAnswer, HandlerRequest, ResourceProvider } from '../resource-types/provider';
import type { CreateRequest, DeleteOptions, RollbackStackRequest, UpdateRequest } from '../stacks/requests';
import type { PlannedNestedStack, Stack } from '../stacks/stack';
import { NESTED_STACK } from '../template/nested-templates';
import type { Prepared } from '../template/prepared';
import type { TemplatePlaces } from '../template/template-source';
import { messageOf } from '../values/errors';
import { isMap, type ValueMap } from '../values/value';
import { nestedContent } from './nested-content';

const POLL_SECONDS = 5;
/** Never reached: the operations of a nested stack have shorter timeouts of their own. */
const TIMEOUT_MINUTES = 7 * 24 * 60;

const PROPERTIES: Fields = {
  TemplateURL: 'string',
  Parameters: 'map',
  Tags: TAGS,
  TimeoutInMinutes: 'number',
};

/** The part of CloudFormation that nested stacks are made with. */
export interface NestedStacks extends TemplatePlaces {
  findStack(nameOrId: string): Stack | undefined;
  getStack(nameOrId: string): Stack;
  createStack(request: CreateRequest): Promise<Stack>;
  planUpdate(request: UpdateRequest): Promise<Prepared>;
  /** Whether an update to this template and these tags has something to do. */
  changes(stack: Stack, prepared: Prepared, tags: Record<string, string>): Promise<boolean>;
  updateStack(request: UpdateRequest): Promise<Stack>;
  rollbackStack(request: RollbackStackRequest): Stack;
  continueNestedRollback(stack: Stack, resourcesToSkipInParent: readonly string[]): void;
  deleteStack(nameOrId: string, retain?: readonly string[], options?: DeleteOptions): void;
}

/**
 * The provider of AWS::CloudFormation::Stack, a stack as a resource. It is never replaced. An update of the parent
 * always visits it, and it cleans up when the parent does.
 * Source: AWS CloudFormation Template Reference, "AWS::CloudFormation::Stack"; User Guide, "Troubleshooting".
 */
export function nestedStackProvider(stacks: NestedStacks): ResourceProvider {
  const actions = { CREATE: create, UPDATE: update, DELETE: remove, READ: read };
  return {
    typeName: NESTED_STACK,
    createOnly: [],
    unordered: [],
    taggable: true,
    updatable: true,
    timeoutMinutes: () => TIMEOUT_MINUTES,
    checkDeclared: (properties) => [
      ...unknownProperties(NESTED_STACK, PROPERTIES, properties),
      ...('TemplateURL' in properties ? [] : [`: ${NESTED_STACK} needs the property TemplateURL`]),
    ],
    validate: (properties) => wrongKinds(PROPERTIES, properties),
    checkAttribute: (name) =>
      /^Outputs\../.test(name)
        ? undefined
        : `Requested attribute ${name} does not exist in schema for ${NESTED_STACK}`,
    attribute: (model, name) => model[name],
    identifierOf: () => ({}),
    state: undefined,
    invoke: async (request) => {
      try {
        return await actions[request.action](stacks, request);
      } catch (error) {
        return { status: 'FAILED', errorCode: 'InvalidRequest', message: messageOf(error) };
      }
    },
  };
}

function parentOf(stacks: NestedStacks, { stackId = '' }: HandlerRequest): Stack {
  return stacks.getStack(stackId);
}

async function create(stacks: NestedStacks, request: HandlerRequest): Promise<HandlerAnswer> {
  if (request.callbackContext !== null) {
    return poll(stacks, request, 'created', ['CREATE_IN_PROGRESS'], ['CREATE_COMPLETE']);
  }
  const parent = parentOf(stacks, request);
  const { TimeoutInMinutes: minutes } = request.properties;
  const plan = plannedOf(parent, request);
  const stack = await stacks.createStack({
    ...(await contentOf(stacks, parent, request)),
    planned: plan && stacks.getStack(plan.stackId),
    plannedNested: plan?.nested,
    stackName: generatedName(parent.name, request.logicalId, request.token, 128),
    parentId: parent.id,
    timeoutInMinutes: minutes === undefined ? undefined : Number(minutes),
    disableRollback: parent.operation?.options.preserve === true,
    express: parent.operation?.options.express,
    retainExceptOnCreate: parent.operation?.options.retainExceptOnCreate,
    clientRequestToken: parent.operation?.token,
  });
  return pollLater(request, stack.id);
}

async function update(stacks: NestedStacks, request: HandlerRequest): Promise<HandlerAnswer> {
  const stack = stacks.getStack(request.physicalId ?? '');
  if (request.rollback) return rollBack(stacks, request, stack);
  if (request.callbackContext !== null) {
    const good: StackStatus[] = ['UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'];
    return poll(stacks, request, 'updated', ['UPDATE_IN_PROGRESS'], good);
  }
  const parent = parentOf(stacks, request);
  const { operation } = parent;
  const content = await contentOf(stacks, parent, request);
  const prepared = await stacks.planUpdate({ stackName: stack.id, ...content });
  if (!stack.unfinished && !(await stacks.changes(stack, prepared, content.tags))) {
    return { status: 'SUCCESS', physicalId: stack.id, model: request.properties };
  }
  await stacks.updateStack({
    ...content,
    stackName: stack.id,
    nested: true,
    plannedNested: plannedOf(parent, request)?.nested,
    disableRollback: operation?.options.preserve === true,
    express: operation?.options.express,
    retainExceptOnCreate: operation?.options.retainExceptOnCreate,
    clientRequestToken: operation?.token,
  });
  return pollLater(request, stack.id);
}

/** Returns a nested stack to its state before the parent's update. The update may be running, complete or failed. */
function rollBack(stacks: NestedStacks, request: HandlerRequest, stack: Stack): HandlerAnswer {
  if (request.callbackContext === null) {
    const { operation, status } = stack;
    if (operation?.deferredCleanup?.rollBack) operation.deferredCleanup.rollBack();
    else if (operation?.cancel) operation.cancel();
    else if (status === 'UPDATE_FAILED') stacks.rollbackStack({ stackName: stack.id, nested: true });
    else if (status === 'UPDATE_ROLLBACK_FAILED') {
      const parent = parentOf(stacks, request);
      stacks.continueNestedRollback(stack, parent.operation?.options.resourcesToSkip ?? []);
    }
    return pollLater(request, stack.id);
  }
  const isOver = stack.operation === undefined || stack.operation.deferredCleanup !== undefined;
  if (!isOver) return pollLater(request, stack.id);
  if (stack.status === 'UPDATE_ROLLBACK_FAILED') return failed('updated', stack);
  return { status: 'SUCCESS', physicalId: stack.id, model: request.properties };
}

function remove(stacks: NestedStacks, request: HandlerRequest): HandlerAnswer {
  const stack = stacks.findStack(request.physicalId ?? '');
  if (!stack || stack.status === 'DELETE_COMPLETE') return { status: 'SUCCESS' };
  const { operation, status } = stack;
  const begun = isMap(request.callbackContext) && request.callbackContext.begun === true;
  if (begun && !operation) return failed('deleted', stack);
  // Any other operation in progress, for example a rollback, ends first.
  const canBegin = !operation || operation.deferredCleanup !== undefined || status === 'CREATE_IN_PROGRESS';
  const { express } = parentOf(stacks, request).operation?.options ?? {};
  if (!begun && canBegin) stacks.deleteStack(stack.id, [], { express });
  return { ...pollLater(request, stack.id), callbackContext: { begun: begun || canBegin } };
}

function read(stacks: NestedStacks, request: HandlerRequest): HandlerAnswer {
  const stack = stacks.getStack(request.physicalId ?? '');
  const outputs = Object.entries(stack.outputs).map(([name, { value }]) => [`Outputs.${name}`, value]);
  return { status: 'SUCCESS', physicalId: stack.id, model: Object.fromEntries(outputs) as ValueMap };
}

/** Answers IN_PROGRESS, SUCCESS or FAILED by the status of the nested stack. */
function poll(
  stacks: NestedStacks,
  request: HandlerRequest,
  done: 'created' | 'updated',
  busy: StackStatus[],
  good: StackStatus[],
): HandlerAnswer {
  const stack = stacks.getStack(request.physicalId ?? '');
  if (busy.includes(stack.status)) return pollLater(request, stack.id);
  if (!good.includes(stack.status)) return failed(done, stack);
  return { status: 'SUCCESS', physicalId: stack.id, model: request.properties };
}

function pollLater(request: HandlerRequest, physicalId: string): HandlerAnswer {
  return {
    status: 'IN_PROGRESS',
    physicalId,
    model: request.properties,
    callbackContext: {},
    callbackDelaySeconds: POLL_SECONDS,
  };
}

/** A nested stack that fails says this of its own rollback, and its parent does not repeat it. */
const ROLLBACK_REQUESTED = /Rollback requested by user\.$/;

/** Fails with the newest stack status that has a reason, because later statuses do not explain the failure. */
function failed(done: 'created' | 'updated' | 'deleted', stack: Stack): HandlerAnswer {
  const explained = stack.events.findLast(
    ({ PhysicalResourceId, ResourceStatusReason }) =>
      PhysicalResourceId === stack.id && ResourceStatusReason !== undefined,
  );
  const why = explained?.ResourceStatusReason ?? 'null';
  const how =
    done === 'updated'
      ? `. Currently in ${explained?.ResourceStatus ?? stack.status} with reason: ${why}`
      : `: ${why.replace(ROLLBACK_REQUESTED, '')}`;
  const reason = `Embedded stack ${stack.id} was not successfully ${done}${how}`;
  return { status: 'FAILED', errorCode: 'NotStabilized', message: reason, reason };
}

/** What the executed change set has planned for this nested stack; undefined without such a plan. */
function plannedOf(parent: Stack, { logicalId }: HandlerRequest): PlannedNestedStack | undefined {
  return parent.operation?.options.plannedNested?.get(logicalId);
}

/** The nested stack's template, parameters and tags, from the parent's template. */
async function contentOf(stacks: NestedStacks, parent: Stack, request: HandlerRequest) {
  const { properties, stackTags } = request;
  const { folder } = parent.prepared.source;
  return nestedContent(stacks, { properties, stackTags, folder }, plannedOf(parent, request)?.source);
}
