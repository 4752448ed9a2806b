import { smithyRpcV2Cbor } from './cbor';
import { awsJson } from './json';
import { awsQuery } from './query';
import { restJson } from './rest-json';
import type { Protocol } from './wire';

/** How a service is called: what tells its requests from other services' requests, and its protocols. */
export interface ServiceDescription {
  /** The prefix of its IAM actions. */
  name: string;
  /** Of `X-Amz-Target`, and the service name in the paths of Smithy's CBOR protocol. */
  targetPrefix?: string;
  /** Of the query protocol's `Version` parameter. */
  queryVersion?: string;
  protocols: { json?: Protocol; cbor?: Protocol; query?: Protocol; rest?: Protocol };
  /** The SDK's client, whose schemas say what the service's messages look like. */
  clientPackage: () => Promise<Readonly<Record<string, unknown>>>;
  /** The error that a request without a required member gets; services that have own errors for it check themselves. */
  missingMember?: string;
}

const json11 = awsJson('1.1', false);
const cbor = smithyRpcV2Cbor(false);

/** Every service that the server can tell apart. */
export const SERVICES: readonly ServiceDescription[] = [
  {
    name: 'codedeploy',
    targetPrefix: 'CodeDeploy_20141006',
    protocols: { json: json11, cbor },
    clientPackage: () => import('@aws-sdk/client-codedeploy'),
  },
  {
    name: 'ecs',
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-ecs'),
    missingMember: 'InvalidParameterException',
  },
  {
    name: 'logs',
    targetPrefix: 'Logs_20140328',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-cloudwatch-logs'),
    missingMember: 'InvalidParameterException',
  },
  {
    name: 'ssm',
    targetPrefix: 'AmazonSSM',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-ssm'),
    missingMember: 'ValidationException',
  },
  {
    name: 'cloudwatch',
    targetPrefix: 'GraniteServiceVersion20100801',
    queryVersion: '2010-08-01',
    protocols: {
      json: awsJson('1.0', true),
      cbor: smithyRpcV2Cbor(true),
      query: awsQuery('http://monitoring.amazonaws.com/doc/2010-08-01/'),
    },
    clientPackage: () => import('@aws-sdk/client-cloudwatch'),
    missingMember: 'ValidationError',
  },
  {
    name: 'elasticloadbalancing',
    queryVersion: '2015-12-01',
    protocols: { query: awsQuery('http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/') },
    clientPackage: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    missingMember: 'ValidationError',
  },
  {
    name: 'iam',
    queryVersion: '2010-05-08',
    protocols: { query: awsQuery('https://iam.amazonaws.com/doc/2010-05-08/') },
    clientPackage: () => import('@aws-sdk/client-iam'),
    missingMember: 'ValidationError',
  },
  {
    name: 'sts',
    queryVersion: '2011-06-15',
    protocols: { query: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/') },
    clientPackage: () => import('@aws-sdk/client-sts'),
    missingMember: 'ValidationError',
  },
  {
    name: 'sns',
    queryVersion: '2010-03-31',
    protocols: { query: awsQuery('http://sns.amazonaws.com/doc/2010-03-31/') },
    clientPackage: () => import('@aws-sdk/client-sns'),
    missingMember: 'ValidationError',
  },
  {
    name: 'cloudformation',
    queryVersion: '2010-05-15',
    protocols: { query: awsQuery('http://cloudformation.amazonaws.com/doc/2010-05-15/') },
    clientPackage: () => import('@aws-sdk/client-cloudformation'),
    missingMember: 'ValidationError',
  },
  {
    name: 'lambda',
    protocols: { rest: restJson },
    clientPackage: () => import('@aws-sdk/client-lambda'),
    missingMember: 'ValidationException',
  },
];
