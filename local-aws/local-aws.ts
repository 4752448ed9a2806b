import { recorder } from './conformance/recording';
import { partitionOf, type AccountContext } from './core/account-context';
import { Api } from './core/api';
import type { Call } from './core/calls';
import { VirtualClock } from './core/clock';
import { clockControl } from './core/clock-control';
import { FaultInjection } from './core/faults';
import { serve } from './core/server';
import type { Service } from './core/service';
import { SERVICES, type ServiceOptions, type Services } from './services';
import { frontDoor } from './services/elasticloadbalancing/front-door';

export interface LocalAwsOptions extends ServiceOptions {
  /** Default: `us-east-1`. */
  region?: string;
  /** The first moment of the virtual clock, in milliseconds since the epoch. Default: 2026-01-01T00:00:00Z. */
  start?: number;
  /** A port of the loopback address. Default: any free one. */
  port?: number;
}

/** An AWS account in one process: its services over HTTP, and as objects for tests (`aws.ecs`, `aws.codeDeploy`, …). */
export interface LocalAws extends AccountContext, Services {
  /** e.g. `http://127.0.0.1:49152`, for `AWS_ENDPOINT_URL` and the SDK's `endpoint`. */
  readonly endpoint: string;
  readonly faults: FaultInjection;
  /** Every API call so far, oldest first. */
  readonly calls: Call[];
  /**
   * Adds a service, or replaces one.
   * @param name the prefix of its IAM actions; `services/index.ts` must describe it
   */
  register(name: string, service: Service): void;
  close(): Promise<void>;
}

/** Starts the services of one account and region on a port of the loopback address. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const region = options.region ?? 'us-east-1';
  const clock = new VirtualClock(options.start);
  const account = { accountId: '123456789012', region, partition: partitionOf(region), clock };
  const faults = new FaultInjection(account);
  const api = new Api(account, SERVICES.descriptions, faults, recorder(process.env.LOCAL_AWS_RECORD));
  const register = (name: string, service: Service): void => {
    api.register(name, service);
  };
  const services = SERVICES.create({ account, options, endpoint: () => endpoint }, register);
  const server = await serve(
    [frontDoor(services.loadBalancing.traffic), clockControl(clock), (request) => api.answer(request)],
    options.port,
  );
  const endpoint = `http://127.0.0.1:${server.port}`;
  return {
    ...account,
    ...services,
    endpoint,
    faults,
    calls: api.calls,
    register,
    close: async () => {
      await services.lambda.close();
      await server.close();
    },
  };
}
