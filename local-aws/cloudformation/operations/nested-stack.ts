import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { messageOf } from '../values/errors';
import { generatedName, mergedTags } from '../resource-types/native/native-type';
import { TAGS, unknownProperties, wrongKinds, type Fields } from '../resource-types/native/shape';
import type { HandlerAnswer, HandlerRequest, ResourceProvider } from '../resource-types/provider';
import type { Stack } from '../stacks/stack';
import { templateAt } from '../template/template-source';
import { isList, isMap, scalarText, type ValueMap } from '../values/value';

/** The type of a stack in a stack. */
export const NESTED_STACK = 'AWS::CloudFormation::Stack';

const SECONDS_BETWEEN_LOOKS = 5;
/** Longer than any stack that ends by itself. */
const LONGEST_MINUTES = 7 * 24 * 60;

const PROPERTIES: Fields = {
  TemplateURL: 'string',
  Parameters: 'map',
  Tags: TAGS,
  TimeoutInMinutes: 'number',
};

/**
 * AWS::CloudFormation::Stack: another stack as a resource. It is never replaced, an update of the parent always
 * visits it, and it cleans up when the parent does.
 * Source: AWS CloudFormation Template Reference, "AWS::CloudFormation::Stack"; User Guide, "Troubleshooting".
 */
export function nestedStackProvider(cloudFormation: CloudFormation): ResourceProvider {
  const actions = { CREATE: create, UPDATE: update, DELETE: remove, READ: read };
  return {
    typeName: NESTED_STACK,
    createOnly: [],
    unordered: [],
    taggable: true,
    updatable: true,
    timeoutMinutes: () => LONGEST_MINUTES,
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
        return await actions[request.action](cloudFormation, request);
      } catch (error) {
        return { status: 'FAILED', errorCode: 'InvalidRequest', message: messageOf(error) };
      }
    },
  };
}

async function create(cloudFormation: CloudFormation, request: HandlerRequest): Promise<HandlerAnswer> {
  if (request.callbackContext !== null) {
    return look(cloudFormation, request, 'created', ['CREATE_IN_PROGRESS'], ['CREATE_COMPLETE']);
  }
  const parent = cloudFormation.getStack(request.stackId);
  const { TimeoutInMinutes: minutes } = request.properties;
  const stack = await cloudFormation.createStack({
    ...(await contentOf(parent, request)),
    stackName: generatedName(parent.name, request.logicalId, request.token, 128),
    parentId: parent.id,
    timeoutInMinutes: minutes === undefined ? undefined : Number(minutes),
    disableRollback: parent.operation?.options.preserve === true ? true : undefined,
    retainExceptOnCreate: parent.operation?.options.retainExceptOnCreate,
    clientRequestToken: parent.operation?.token,
  });
  return again(request, stack.id);
}

async function update(cloudFormation: CloudFormation, request: HandlerRequest): Promise<HandlerAnswer> {
  const stack = cloudFormation.getStack(request.physicalId ?? '');
  if (request.rollback) return takeBack(cloudFormation, request, stack);
  if (request.callbackContext !== null) {
    const good: StackStatus[] = ['UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'];
    return look(cloudFormation, request, 'updated', ['UPDATE_IN_PROGRESS'], good);
  }
  const parent = cloudFormation.getStack(request.stackId);
  const { operation } = parent;
  const content = await contentOf(parent, request);
  const prepared = await cloudFormation.planUpdate({ stackName: stack.id, ...content });
  if (!stack.unfinished && !(await cloudFormation.changes(stack, prepared, content.tags))) {
    return { status: 'SUCCESS', physicalId: stack.id, model: request.properties };
  }
  await cloudFormation.updateStack({
    ...content,
    stackName: stack.id,
    nested: true,
    disableRollback: operation?.options.preserve,
    retainExceptOnCreate: operation?.options.retainExceptOnCreate,
    clientRequestToken: operation?.token,
  });
  return again(request, stack.id);
}

/** The nested stack goes back to where it was before its parent's update, from wherever that has left it. */
function takeBack(cloudFormation: CloudFormation, request: HandlerRequest, stack: Stack): HandlerAnswer {
  if (request.callbackContext === null) {
    const { operation, status } = stack;
    if (operation?.deferredCleanup?.rollBack) operation.deferredCleanup.rollBack();
    else if (operation?.cancel) operation.cancel();
    else if (status === 'UPDATE_FAILED') cloudFormation.rollbackStack({ stackName: stack.id, nested: true });
    else if (status === 'UPDATE_ROLLBACK_FAILED') {
      const parent = cloudFormation.getStack(request.stackId);
      cloudFormation.continueNestedRollback(stack, parent.operation?.options.resourcesToSkip ?? []);
    }
    return again(request, stack.id);
  }
  const isOver = stack.operation === undefined || stack.operation.deferredCleanup !== undefined;
  if (!isOver) return again(request, stack.id);
  if (stack.status === 'UPDATE_ROLLBACK_FAILED') return failed('updated', stack);
  return { status: 'SUCCESS', physicalId: stack.id, model: request.properties };
}

function remove(cloudFormation: CloudFormation, request: HandlerRequest): HandlerAnswer {
  const stack = cloudFormation.findStack(request.physicalId ?? '');
  if (!stack || stack.status === 'DELETE_COMPLETE') return { status: 'SUCCESS' };
  const { operation, status } = stack;
  const begun = isMap(request.callbackContext) && request.callbackContext.begun === true;
  if (begun && !operation) return failed('deleted', stack);
  // Whatever it does otherwise, a rollback perhaps, comes to its end first.
  const canBegin = !operation || operation.deferredCleanup !== undefined || status === 'CREATE_IN_PROGRESS';
  if (!begun && canBegin) cloudFormation.deleteStack(stack.id);
  return { ...again(request, stack.id), callbackContext: { begun: begun || canBegin } };
}

function read(cloudFormation: CloudFormation, request: HandlerRequest): HandlerAnswer {
  const stack = cloudFormation.getStack(request.physicalId ?? '');
  const outputs = Object.entries(stack.outputs).map(([name, { value }]) => [`Outputs.${name}`, value]);
  return { status: 'SUCCESS', physicalId: stack.id, model: Object.fromEntries(outputs) as ValueMap };
}

/** Whether a stack is still at it, has come through, or has not. */
function look(
  cloudFormation: CloudFormation,
  request: HandlerRequest,
  done: 'created' | 'updated',
  busy: StackStatus[],
  good: StackStatus[],
): HandlerAnswer {
  const stack = cloudFormation.getStack(request.physicalId ?? '');
  if (busy.includes(stack.status)) return again(request, stack.id);
  if (!good.includes(stack.status)) return failed(done, stack);
  return { status: 'SUCCESS', physicalId: stack.id, model: request.properties };
}

function again(request: HandlerRequest, physicalId: string): HandlerAnswer {
  return {
    status: 'IN_PROGRESS',
    physicalId,
    model: request.properties,
    callbackContext: {},
    callbackDelaySeconds: SECONDS_BETWEEN_LOOKS,
  };
}

/** The newest state that was given a reason: what comes after it says nothing about the failure. */
function failed(done: 'created' | 'updated' | 'deleted', stack: Stack): HandlerAnswer {
  const told = stack.events.findLast(
    ({ PhysicalResourceId, ResourceStatusReason }) =>
      PhysicalResourceId === stack.id && ResourceStatusReason !== undefined,
  );
  const now = `${told?.ResourceStatus ?? stack.status} with reason: ${told?.ResourceStatusReason ?? 'null'}`;
  const reason = `Embedded stack ${stack.id} was not successfully ${done}. Currently in ${now}`;
  return { status: 'FAILED', errorCode: 'NotStabilized', message: reason, reason };
}

/** What the parent's template says about the nested stack. */
async function contentOf(parent: Stack, request: HandlerRequest) {
  const { TemplateURL, Parameters = {}, Tags } = request.properties;
  const { text, folder } = await templateAt(scalarText(TemplateURL), parent.prepared.source.folder);
  const parameters = Object.entries(isMap(Parameters) ? Parameters : {}).map(([name, value]) => [
    name,
    isList(value) ? value.map(scalarText).join(',') : scalarText(value),
  ]);
  const tags = mergedTags(request.stackTags, Tags).map(({ Key, Value }) => [Key, Value]);
  return {
    template: text,
    templateFolder: folder,
    parameters: Object.fromEntries(parameters) as Record<string, string>,
    tags: Object.fromEntries(tags) as Record<string, string>,
  };
}
