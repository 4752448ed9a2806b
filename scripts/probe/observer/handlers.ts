import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Bucket } from './bucket';
import { resourceOf, type Answer, type Model, type RegistryEvent } from './protocol';

let calls = 0;

/**
 * The function of the probe's types. It keeps resources in the probe's bucket, behaves as their properties say, and writes
 * down each request, without its credentials, beside them.
 */
export async function entrypoint(event: RegistryEvent): Promise<Answer> {
  const bucket = new Bucket(event);
  const { requestData, bearerToken, action, callbackContext, rollback, stackId } = event;
  const { resourceProperties, previousResourceProperties, logicalResourceId } = requestData;
  const { systemTags, stackTags } = requestData;
  calls += 1;
  const now = Date.now();
  const order = `${new Date(now).toISOString()}-${String(calls).padStart(4, '0')}`;
  await bucket.put(`calls/${order}-${randomUUID()}`, {
    ...{ time: now, action, token: bearerToken, stackId, logicalId: logicalResourceId, rollback },
    ...{ callbackContext, properties: resourceProperties, previous: previousResourceProperties },
    ...{ type: event.resourceType, systemTags, stackTags },
  });
  try {
    return await HANDLERS[action](event, bucket);
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { status: 'FAILED', errorCode: 'GeneralServiceException', message };
  }
}

const HANDLERS: Record<RegistryEvent['action'], (event: RegistryEvent, bucket: Bucket) => Promise<Answer>> = {
  CREATE: create,
  READ: read,
  UPDATE: update,
  DELETE: remove,
  LIST: () => Promise.resolve({ status: 'SUCCESS', resourceModels: [] }),
};

async function create(event: RegistryEvent, bucket: Bucket): Promise<Answer> {
  const wanted = resourceOf(event);
  const { Breaks, Fails } = wanted;
  if (Breaks === 'process') return endProcess();
  if (Fails === 'CREATE' && !wanted.Steps) return failed(wanted);
  const model = { ...wanted, Id: wanted.Id ?? `observed-${event.bearerToken}` };
  await bucket.put(`resources/${model.Id}`, model);
  const inProgress = nextStep(event, model);
  if (inProgress) return inProgress;
  if (Fails === 'CREATE') return failed(model, model);
  if (Breaks === 'permission') await bucket.delete('nothing');
  const answer = { status: 'SUCCESS', resourceModel: shown(model) } as const;
  return { ...answer, ...(Breaks !== undefined && BROKEN[Breaks]?.(answer.resourceModel)) };
}

/** What in the answer of a successful CREATE breaks the contract of handlers. */
const BROKEN: Record<string, (model: Model) => Partial<Answer>> = {
  delay: () => ({ callbackDelaySeconds: 5 }),
  unknownProperty: (model) => ({ resourceModel: { ...model, Unknown: 'yes' } }),
  writeOnly: (model) => ({ resourceModel: { ...model, Secret: 'told' } }),
};

async function read(event: RegistryEvent, bucket: Bucket): Promise<Answer> {
  const { Id = '' } = resourceOf(event);
  if (await bucket.get(`unreadable/${Id}`)) return failed({ Id, ErrorCode: 'GeneralServiceException' });
  const model = await bucket.get(`resources/${Id}`);
  return model ? { status: 'SUCCESS', resourceModel: shown(model) } : failed({ Id, ErrorCode: 'NotFound' });
}

async function update(event: RegistryEvent, bucket: Bucket): Promise<Answer> {
  const wanted = resourceOf(event);
  const { Id = '', Fails } = wanted;
  if (!(await bucket.get(`resources/${Id}`))) return failed({ Id, ErrorCode: 'NotFound' });
  await bucket.put(`resources/${Id}`, wanted);
  const inProgress = nextStep(event, wanted);
  if (inProgress) return inProgress;
  if (Fails === 'UPDATE' && !(await bucket.get(`mended/${event.requestData.logicalResourceId}`)))
    return failed(wanted, wanted);
  return { status: 'SUCCESS', resourceModel: shown(wanted) };
}

async function remove(event: RegistryEvent, bucket: Bucket): Promise<Answer> {
  const { Id = '' } = resourceOf(event);
  if (!(await bucket.get(`resources/${Id}`))) return failed({ Id, ErrorCode: 'NotFound' });
  await bucket.delete(`resources/${Id}`);
  return { status: 'SUCCESS' };
}

function nextStep({ callbackContext }: RegistryEvent, model: Model): Answer | undefined {
  const step = callbackContext?.step ?? 0;
  if (step >= (model.Steps ?? 0)) return undefined;
  return {
    status: 'IN_PROGRESS',
    callbackContext: { step: step + 1 },
    callbackDelaySeconds: model.DelaySeconds ?? 10,
    message: `Step ${step + 1}`,
    resourceModel: model,
  };
}

function failed(model: Model, resourceModel?: Model): Answer {
  const { ErrorCode: errorCode = 'InvalidRequest' } = model;
  return {
    status: 'FAILED',
    errorCode,
    message: `Failed as it was told (${model.Id ?? 'new'})`,
    resourceModel,
  };
}

/** What a handler may answer in the end. */
function shown({ Secret, ...model }: Model): Model {
  return { ...model, Text: `has ${Secret === undefined ? 'no' : 'a'} secret` };
}

/** As when the memory of the function does not suffice. */
async function endProcess(): Promise<never> {
  process.exit(1);
  await pause(1000);
  throw new Error('The process has not ended.');
}
