import { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import { Expose } from 'class-transformer';
import { createEntrypoint, type Entrypoint } from '../entrypoint';
import type { Handler, ResourceDefinition } from '../resource';

/** What the entrypoint is tested with: a type of one property. */
export class Model extends BaseModel {
  @Expose({ name: 'Name' })
  name?: string;
}

export interface Phase {
  step: number;
}

const done: Handler<Model, Phase> = async ({ desired }) => ({ kind: 'done', model: desired });

/** The entrypoint of a type whose handlers are done at once, but for those that are given. */
export function entrypointOf(part: Partial<ResourceDefinition<Model, Phase>>): Entrypoint {
  return createEntrypoint<Model, Phase>({
    typeName: 'Org::Test::Thing',
    toModel: (properties) => Model.deserialize(properties),
    toPhase: ({ step }) => (typeof step === 'number' ? { step } : undefined),
    transientErrorBudgetMinutes: { CREATE: 30, UPDATE: 30, DELETE: 30 },
    create: done,
    read: done,
    update: done,
    delete: done,
    list: done,
    ...part,
  });
}

export const credentials = {
  accessKeyId: 'ASIACALLER',
  secretAccessKey: 'caller-secret',
  sessionToken: 'caller-session',
};

export const providerCredentials = {
  accessKeyId: 'ASIAPROVIDER',
  secretAccessKey: 'provider-secret',
  sessionToken: 'provider-session',
};

/** A request to create one; with other members of the event, or of its `requestData`. */
export function event(part: Record<string, unknown> = {}, data: Record<string, unknown> = {}) {
  return {
    action: 'CREATE',
    awsAccountId: '123456789012',
    region: 'us-east-1',
    bearerToken: 'secret-token',
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1',
    requestData: {
      callerCredentials: credentials,
      logicalResourceId: 'Thing',
      resourceProperties: { Name: 'a' },
      ...data,
    },
    ...part,
  };
}
