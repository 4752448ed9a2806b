import type { AccountContext } from '../core/account-context';
import { ServiceTable } from '../core/service-table';
import { smithyRpcV2Cbor } from '../protocols/cbor';
import { awsJson } from '../protocols/json';
import { awsQuery } from '../protocols/query';
import { restJson } from '../protocols/rest-json';
import { restXml } from '../protocols/rest-xml';
import { ApplicationAutoScaling } from './application-autoscaling/application-auto-scaling';
import { CloudWatch } from './cloudwatch/cloudwatch';
import { CodeDeploy } from './codedeploy/codedeploy';
import type { ServicePorts } from './codedeploy/service-ports';
import type { CodeDeployOptions } from './codedeploy/state';
import { Ecs } from './ecs/ecs';
import type { TaskTiming } from './ecs/tasks';
import { ENUMS as LOAD_BALANCING_ENUMS } from './elasticloadbalancing/enums';
import { LoadBalancing } from './elasticloadbalancing/load-balancing';
import { EventBridge } from './events/event-bridge';
import { Iam } from './iam/iam';
import { Lambda } from './lambda/lambda';
import { Logs } from './logs/logs';
import { S3 } from './s3/s3';
import { SecretsManager } from './secretsmanager/secretsmanager';
import { Sns } from './sns/sns';
import { Ssm } from './ssm/ssm';
import { StepFunctions } from './states/step-functions';
import { Sts } from './sts/sts';

/** Settings of single services. */
export interface ServiceOptions {
  /** How long tasks take to start, to become healthy and to drain. */
  tasks?: Partial<TaskTiming>;
  codeDeploy?: CodeDeployOptions;
}

/** What a service is constructed with, besides the services above it in the table. */
export interface ServiceContext {
  account: AccountContext;
  options: ServiceOptions;
  /** The address of the local AWS; to be called only after its server has started. */
  endpoint: () => string;
}

const json11 = awsJson('1.1', false);

/**
 * Every service of the local AWS. `create` may use the services of the rows above.
 * CONTRIBUTING.md, "Add a service to the local AWS", has every step.
 */
export const SERVICES = ServiceTable.empty<ServiceContext>()
  .add('loadBalancing', {
    name: 'elasticloadbalancing',
    queryVersion: '2015-12-01',
    protocols: { query: awsQuery('http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/') },
    clientPackage: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    invalidInput: 'ValidationError',
    enums: LOAD_BALANCING_ENUMS,
    create: ({ account }) => new LoadBalancing(account),
  })
  .add('ecs', {
    name: 'ecs',
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-ecs'),
    invalidInput: 'InvalidParameterException',
    create: ({ account, options }, { loadBalancing }) => new Ecs(account, loadBalancing, options.tasks),
  })
  .add('applicationAutoScaling', {
    name: 'application-autoscaling',
    targetPrefix: 'AnyScaleFrontendService',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-application-auto-scaling'),
    invalidInput: 'ValidationException',
    create: ({ account }, { ecs }) => new ApplicationAutoScaling(account, ecs.services),
  })
  .add('iam', {
    name: 'iam',
    queryVersion: '2010-05-08',
    protocols: { query: awsQuery('https://iam.amazonaws.com/doc/2010-05-08/') },
    clientPackage: () => import('@aws-sdk/client-iam'),
    invalidInput: 'ValidationError',
    create: ({ account }) => new Iam(account),
  })
  .add('logs', {
    name: 'logs',
    targetPrefix: 'Logs_20140328',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-cloudwatch-logs'),
    invalidInput: 'InvalidParameterException',
    create: ({ account }) => new Logs(account),
  })
  .add('s3', {
    name: 's3',
    protocols: { s3: restXml },
    clientPackage: () => import('@aws-sdk/client-s3'),
    create: ({ account }) => new S3(account),
  })
  .add('lambda', {
    name: 'lambda',
    protocols: { rest: restJson },
    clientPackage: () => import('@aws-sdk/client-lambda'),
    invalidInput: 'ValidationException',
    create: ({ account, endpoint }, { logs, iam, s3 }) =>
      new Lambda({ account, logs, endpoint, objects: s3 }, iam),
  })
  .add('cloudWatch', {
    name: 'cloudwatch',
    targetPrefix: 'GraniteServiceVersion20100801',
    queryVersion: '2010-08-01',
    protocols: {
      json: awsJson('1.0', true),
      cbor: smithyRpcV2Cbor(true),
      query: awsQuery('http://monitoring.amazonaws.com/doc/2010-08-01/'),
    },
    clientPackage: () => import('@aws-sdk/client-cloudwatch'),
    invalidInput: 'ValidationError',
    create: ({ account }) => new CloudWatch(account),
  })
  .add('sns', {
    name: 'sns',
    queryVersion: '2010-03-31',
    protocols: { query: awsQuery('http://sns.amazonaws.com/doc/2010-03-31/') },
    clientPackage: () => import('@aws-sdk/client-sns'),
    invalidInput: 'ValidationError',
    create: ({ account }) => new Sns(account),
  })
  .add('eventBridge', {
    name: 'events',
    targetPrefix: 'AWSEvents',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-eventbridge'),
    invalidInput: 'ValidationException',
    create: ({ account }, { lambda, sns }) => new EventBridge(account, { functions: lambda, topics: sns }),
  })
  .add('codeDeploy', {
    name: 'codedeploy',
    targetPrefix: 'CodeDeploy_20141006',
    protocols: { json: json11, cbor: smithyRpcV2Cbor(false) },
    clientPackage: () => import('@aws-sdk/client-codedeploy'),
    create: ({ account, options }, { ecs, loadBalancing, iam, cloudWatch, lambda, sns, eventBridge }) => {
      const ports: ServicePorts = {
        ...account,
        ecs: ecs.taskSets,
        loadBalancing: loadBalancing.routing,
        roles: iam,
        alarms: cloudWatch,
        functions: lambda,
        topics: sns,
        events: eventBridge,
      };
      return new CodeDeploy(ports, options.codeDeploy);
    },
  })
  .add('sts', {
    name: 'sts',
    queryVersion: '2011-06-15',
    protocols: { query: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/') },
    clientPackage: () => import('@aws-sdk/client-sts'),
    invalidInput: 'ValidationError',
    create: ({ account }, { iam }) => new Sts(account, iam),
  })
  .add('ssm', {
    name: 'ssm',
    targetPrefix: 'AmazonSSM',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-ssm'),
    invalidInput: 'ValidationException',
    create: ({ account }) => new Ssm(account),
  })
  .add('secretsManager', {
    name: 'secretsmanager',
    targetPrefix: 'secretsmanager',
    protocols: { json: json11 },
    clientPackage: () => import('@aws-sdk/client-secrets-manager'),
    invalidInput: 'InvalidParameterException',
    create: ({ account }) => new SecretsManager(account),
  })
  .add('stepFunctions', {
    name: 'states',
    targetPrefix: 'AWSStepFunctions',
    protocols: { json: awsJson('1.0', false) },
    clientPackage: () => import('@aws-sdk/client-sfn'),
    invalidInput: 'ValidationException',
    create: ({ account }, { lambda, iam }) => new StepFunctions(account, lambda, iam),
  })
  // The engine stands on the other services, over HTTP: `LocalAws.register` adds its two APIs after the start.
  .addExternal({
    name: 'cloudformation',
    queryVersion: '2010-05-15',
    protocols: { query: awsQuery('http://cloudformation.amazonaws.com/doc/2010-05-15/') },
    clientPackage: () => import('@aws-sdk/client-cloudformation'),
    invalidInput: 'ValidationError',
  })
  // The prefix of its IAM actions is `cloudformation` too, so its signing name stands here.
  .addExternal({
    name: 'cloudcontrolapi',
    targetPrefix: 'CloudApiService',
    protocols: { json: awsJson('1.0', false) },
    clientPackage: () => import('@aws-sdk/client-cloudcontrol'),
    invalidInput: 'ValidationException',
  });

/** The services by their names as members of the local AWS. */
export type Services = typeof SERVICES extends ServiceTable<ServiceContext, infer Each> ? Each : never;
