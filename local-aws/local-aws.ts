import { Api } from './core/api';
import type { Call } from './core/calls';
import { VirtualClock } from './core/clock';
import { CloudWatch } from './services/cloudwatch/cloudwatch';
import { CodeDeploy } from './services/codedeploy/codedeploy';
import type { CodeDeployOptions } from './services/codedeploy/state';
import { clockControl } from './core/clock-control';
import { Ecs } from './services/ecs/ecs';
import type { TaskTiming } from './services/ecs/tasks';
import { frontDoor } from './services/elasticloadbalancing/front-door';
import { LoadBalancing } from './services/elasticloadbalancing/load-balancing';
import { FaultInjection } from './core/faults';
import { partitionOf, type AccountContext } from './core/account-context';
import { Iam } from './services/iam/iam';
import { Lambda } from './services/lambda/lambda';
import { Logs } from './services/logs/logs';
import { recorder } from './conformance/recording';
import { serve } from './core/server';
import type { Service } from './core/service';
import { Sns } from './services/sns/sns';
import { Ssm } from './services/ssm/ssm';
import { Sts } from './services/sts/sts';

export interface LocalAwsOptions {
  /** Default: `us-east-1`. */
  region?: string;
  /** The first moment of the virtual clock, in milliseconds since the epoch. */
  start?: number;
  /** Of the loopback address; by default any free one. */
  port?: number;
  /** How long tasks take to start, get healthy and drain. */
  tasks?: Partial<TaskTiming>;
  codeDeploy?: CodeDeployOptions;
}

/** An AWS account in one process: its services over HTTP, and handles on them for tests. */
export interface LocalAws extends AccountContext {
  /** e.g. `http://127.0.0.1:49152`, for `AWS_ENDPOINT_URL` and the SDK's `endpoint`. */
  readonly endpoint: string;
  readonly faults: FaultInjection;
  /** Every API call so far, oldest first. */
  readonly calls: Call[];
  readonly codeDeploy: CodeDeploy;
  readonly ecs: Ecs;
  readonly loadBalancing: LoadBalancing;
  readonly iam: Iam;
  readonly lambda: Lambda;
  readonly cloudWatch: CloudWatch;
  readonly logs: Logs;
  readonly sts: Sts;
  readonly ssm: Ssm;
  readonly sns: Sns;
  /** Adds a service under the prefix of its IAM actions, e.g. `cloudformation`. */
  register(name: string, service: Service): void;
  close(): Promise<void>;
}

/** Starts the services of one account and region on a port of the loopback address. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const region = options.region ?? 'us-east-1';
  const clock = new VirtualClock(options.start);
  const account: AccountContext = {
    accountId: '123456789012',
    region,
    partition: partitionOf(region),
    clock,
  };
  const faults = new FaultInjection(account);
  const api = new Api(account, faults, recorder(process.env.LOCAL_AWS_RECORD));
  const services = createServices(account, options, () => endpoint);
  const { lambda, loadBalancing } = services;
  for (const name of Object.keys(NAMES) as (keyof typeof NAMES)[]) api.register(NAMES[name], services[name]);
  const handlers = [
    frontDoor(loadBalancing.traffic),
    clockControl(clock),
    (request: Parameters<typeof api.answer>[0]) => api.answer(request),
  ];
  const server = await serve(handlers, options.port);
  const endpoint = `http://127.0.0.1:${server.port}`;
  return {
    ...account,
    ...services,
    endpoint,
    faults,
    calls: api.calls,
    register: (name, service) => {
      api.register(name, service);
    },
    close: async () => {
      await lambda.close();
      await server.close();
    },
  };
}

/** The prefix of each service's IAM actions. */
const NAMES = {
  codeDeploy: 'codedeploy',
  ecs: 'ecs',
  loadBalancing: 'elasticloadbalancing',
  iam: 'iam',
  lambda: 'lambda',
  cloudWatch: 'cloudwatch',
  logs: 'logs',
  sts: 'sts',
  ssm: 'ssm',
  sns: 'sns',
} as const;

function createServices(account: AccountContext, options: LocalAwsOptions, endpoint: () => string) {
  const loadBalancing = new LoadBalancing(account);
  const ecs = new Ecs(account, loadBalancing, options.tasks);
  const iam = new Iam(account);
  const logs = new Logs(account);
  const lambda = new Lambda({ account, logs, endpoint }, iam);
  const cloudWatch = new CloudWatch(account);
  const sns = new Sns(account);
  const ports = {
    ...account,
    ecs: ecs.taskSets,
    loadBalancing: loadBalancing.routing,
    roles: iam,
    alarms: cloudWatch,
    functions: lambda,
    topics: sns,
  };
  const codeDeploy = new CodeDeploy(ports, options.codeDeploy);
  return {
    codeDeploy,
    ecs,
    loadBalancing,
    iam,
    lambda,
    cloudWatch,
    logs,
    sts: new Sts(account),
    ssm: new Ssm(account),
    sns,
  };
}
