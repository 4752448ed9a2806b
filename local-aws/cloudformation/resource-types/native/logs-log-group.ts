import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { regionalArn, type AccountContext } from '../../../core/account-context';
import type { Clients } from './clients';
import { tagMap, textOf } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  LogGroupName: 'string',
  RetentionInDays: 'number',
  KmsKeyId: 'string',
  LogGroupClass: 'string',
  Tags: TAGS,
};

/** AWS::Logs::LogGroup. Ref is the name. */
export function logGroup({ logs }: Clients, account: AccountContext): NativeType {
  const setRetention = async (logGroupName: string, request: NativeRequest): Promise<void> => {
    const retentionInDays = request.properties.RetentionInDays;
    if (retentionInDays !== undefined) {
      await logs.send(
        new PutRetentionPolicyCommand({ logGroupName, retentionInDays: Number(retentionInDays) }),
      );
    } else if (request.changed('RetentionInDays')) {
      await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    }
  };
  return {
    typeName: 'AWS::Logs::LogGroup',
    properties,
    required: [],
    createOnly: ['LogGroupName'],
    attributes: ['Arn'],
    taggable: true,
    create: async (request) => {
      const logGroupName = textOf(request.properties, 'LogGroupName') ?? request.generatedName(512);
      await logs.send(new CreateLogGroupCommand({ logGroupName, tags: tagMap(request) }));
      await setRetention(logGroupName, request);
      return logGroupName;
    },
    update: async (request) => {
      await setRetention(request.physicalId, request);
    },
    remove: async ({ physicalId }) => {
      await logs.send(new DeleteLogGroupCommand({ logGroupName: physicalId }));
    },
    read: async ({ physicalId }) => ({
      Arn: regionalArn(account, 'logs', `log-group:${physicalId}:*`),
    }),
  };
}
