/*
 * The handlers of Acme::Config::Setting, as a user of the local AWS could have written them: they know only the registry's
 * protocol and the AWS SDK. Its tests must not import anything of this project, so that it stays foreign.
 */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';

interface Setting {
  Name: string;
  Value: string;
}

/** The part of a request that these handlers read. */
interface Request {
  action: 'CREATE' | 'READ' | 'UPDATE' | 'DELETE';
  callbackContext: { stored: true } | null;
  region: string;
  requestData: {
    callerCredentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
    resourceProperties: Setting;
  };
}

type Answer = Record<string, unknown>;

export async function entrypoint({ action, callbackContext, region, requestData }: Request): Promise<Answer> {
  const { callerCredentials: credentials, resourceProperties: setting } = requestData;
  const ssm = new SSMClient({ region, credentials });
  try {
    if (action === 'DELETE') return await remove(ssm, setting);
    if (action === 'READ' || callbackContext?.stored) return await read(ssm, setting);
    return await store(ssm, setting, action === 'UPDATE');
  } catch (error) {
    return failure(error);
  }
}

/** The setting is read in the next invocation, five seconds later. */
async function store(ssm: SSMClient, setting: Setting, Overwrite: boolean): Promise<Answer> {
  const { Name, Value } = setting;
  if (Value === 'refused')
    return { status: 'FAILED', errorCode: 'InvalidRequest', message: `${Name} must not be "refused".` };
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite }));
  return {
    status: 'IN_PROGRESS',
    callbackContext: { stored: true },
    callbackDelaySeconds: 5,
    resourceModel: setting,
  };
}

async function read(ssm: SSMClient, { Name }: Setting): Promise<Answer> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  return { status: 'SUCCESS', resourceModel: { Name, Value: Parameter?.Value, Version: Parameter?.Version } };
}

async function remove(ssm: SSMClient, { Name }: Setting): Promise<Answer> {
  await ssm.send(new DeleteParameterCommand({ Name }));
  return { status: 'SUCCESS' };
}

function failure(error: unknown): Answer {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const errorCode =
    { ParameterNotFound: 'NotFound', ParameterAlreadyExists: 'AlreadyExists' }[name] ??
    'GeneralServiceException';
  return { status: 'FAILED', errorCode, message };
}
