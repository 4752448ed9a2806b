/** What a request of CloudFormation has that the probe looks at. (Java plugin, HandlerRequest.java and RequestData.java) */
export interface RegistryEvent {
  action: 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'LIST';
  awsAccountId: string;
  region: string;
  bearerToken: string;
  resourceType: string;
  stackId?: string | null;
  rollback?: boolean | null;
  callbackContext?: { step?: number } | null;
  requestData: {
    callerCredentials?: {
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken: string;
    } | null;
    logicalResourceId?: string | null;
    resourceProperties?: Properties | null;
    previousResourceProperties?: Properties | null;
    systemTags?: Record<string, string> | null;
    stackTags?: Record<string, string> | null;
  };
}

/** As it travels: numbers may be texts. */
export type Properties = Record<string, unknown>;

export interface Model {
  Id?: string;
  Name?: string;
  Value?: string;
  Size?: number;
  Secret?: string;
  Steps?: number;
  DelaySeconds?: number;
  Fails?: string;
  ErrorCode?: string;
  Breaks?: string;
  Tags?: { Key: string; Value: string }[];
  [other: string]: unknown;
}

export interface Answer {
  status: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  errorCode?: string;
  message?: string;
  callbackContext?: { step: number };
  callbackDelaySeconds?: number;
  resourceModel?: Model | undefined;
  resourceModels?: Model[];
}

const NUMBERS = ['Size', 'Steps', 'DelaySeconds'];

/** The wanted resource, with the tags of its stack, and its numbers as numbers. */
export function resourceOf({ action, requestData }: RegistryEvent): Model {
  const { resourceProperties, stackTags, systemTags } = requestData;
  const model: Model = Object.fromEntries(
    Object.entries(resourceProperties ?? {}).map(([name, value]) => [
      name,
      NUMBERS.includes(name) ? Number(value) : value,
    ]),
  );
  if (action !== 'CREATE' && action !== 'UPDATE') return model;
  const own = (model.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const);
  const tags = new Map([...Object.entries(stackTags ?? {}), ...own, ...Object.entries(systemTags ?? {})]);
  return tags.size === 0 ? model : { ...model, Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}
