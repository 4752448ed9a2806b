import { Api } from './api';
import type { Call } from './calls';
import { VirtualClock } from './clock';
import { clockControl } from './control';
import { Ecs } from './ecs/ecs';
import type { TaskTiming } from './ecs/tasks';
import { frontDoor } from './elasticloadbalancing/front-door';
import { LoadBalancing } from './elasticloadbalancing/load-balancing';
import { FaultInjection } from './faults';
import { partitionOf, type Home } from './home';
import { recorder } from './recording';
import { serve } from './server';
import type { Service } from './service';
import { Sts } from './sts/sts';

export interface LocalAwsOptions {
  /** Default: `us-east-1`. */
  region?: string;
  /** The first moment of the virtual clock, in milliseconds since the epoch. */
  start?: number;
  /** Of the loopback address; by default any free one. */
  port?: number;
  /** How long tasks take to start, get healthy and drain. */
  tasks?: Partial<TaskTiming>;
}

/** An AWS account in one process: its services over HTTP, and handles on them for tests. */
export interface LocalAws extends Home {
  /** e.g. `http://127.0.0.1:49152`, for `AWS_ENDPOINT_URL` and the SDK's `endpoint`. */
  readonly endpoint: string;
  readonly faults: FaultInjection;
  /** Every API call so far, oldest first. */
  readonly calls: Call[];
  readonly ecs: Ecs;
  readonly loadBalancing: LoadBalancing;
  readonly sts: Sts;
  /** Adds a service under the prefix of its IAM actions, e.g. `cloudformation`. */
  register(name: string, service: Service): void;
  close(): Promise<void>;
}

/** Starts the services of one account and region on a free port of the loopback address. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const region = options.region ?? 'us-east-1';
  const clock = new VirtualClock(options.start);
  const home: Home = { accountId: '123456789012', region, partition: partitionOf(region), clock };
  const faults = new FaultInjection(home);
  const api = new Api(home, faults, recorder(process.env.LOCAL_AWS_RECORD));
  const loadBalancing = new LoadBalancing(home);
  const ecs = new Ecs(home, loadBalancing, options.tasks);
  const sts = new Sts(home);
  api.register('ecs', ecs);
  api.register('elasticloadbalancing', loadBalancing);
  api.register('sts', sts);
  const server = await serve(
    [frontDoor(loadBalancing.traffic), clockControl(clock), (request) => api.answer(request)],
    options.port,
  );
  return {
    ...home,
    endpoint: `http://127.0.0.1:${server.port}`,
    faults,
    calls: api.calls,
    ecs,
    loadBalancing,
    sts,
    register: (name, service) => {
      api.register(name, service);
    },
    close: () => server.close(),
  };
}
