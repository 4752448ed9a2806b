import type {
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  TargetHealthStateEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetGroups } from './target-groups';
import type { TrafficRequest } from './conditions';

export interface TrafficResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A target of a target group: a container of a task. */
export interface Target {
  /** Its address. */
  id: string;
  port: number;
  answer(request: TrafficRequest): TrafficResponse;
}

interface Registration {
  target: Target;
  state: Extract<TargetHealthStateEnum, 'initial' | 'healthy' | 'unhealthy' | 'draining'>;
}

const DESCRIPTIONS = {
  initial: { Reason: 'Elb.RegistrationInProgress', Description: 'Target registration is in progress' },
  unhealthy: { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
  draining: {
    Reason: 'Target.DeregistrationInProgress',
    Description: 'Target deregistration is in progress',
  },
  healthy: {},
} as const;

/** The targets of each target group, and the next one to get a request. */
export class Targets {
  readonly #registrations = new Map<string, Registration[]>();
  readonly #turns = new Map<string, number>();

  constructor(private readonly targetGroups: TargetGroups) {}

  /** Registers a target. It is `initial`, and gets requests when it is healthy. */
  register(targetGroupArn: string, target: Target): void {
    this.#registrations.set(targetGroupArn, [...this.#of(targetGroupArn), { target, state: 'initial' }]);
  }

  setHealth(targetGroupArn: string, id: string, state: Registration['state']): void {
    for (const registration of this.#of(targetGroupArn)) {
      if (registration.target.id === id) registration.state = state;
    }
  }

  deregister(targetGroupArn: string, id: string): void {
    const others = this.#of(targetGroupArn).filter(({ target }) => target.id !== id);
    this.#registrations.set(targetGroupArn, others);
  }

  /** The next healthy target, in turn. */
  next(targetGroupArn: string): Target | undefined {
    const healthy = this.#of(targetGroupArn).filter(({ state }) => state === 'healthy');
    const turn = this.#turns.get(targetGroupArn) ?? 0;
    this.#turns.set(targetGroupArn, turn + 1);
    return healthy[turn % Math.max(healthy.length, 1)]?.target;
  }

  describe(input: DescribeTargetHealthInput): DescribeTargetHealthOutput {
    const { TargetGroupArn: arn } = this.targetGroups.get(input.TargetGroupArn);
    const descriptions = this.#of(arn).map(({ target, state }) => ({
      Target: { Id: target.id, Port: target.port },
      HealthCheckPort: String(target.port),
      TargetHealth: { State: state, ...DESCRIPTIONS[state] },
    }));
    return { TargetHealthDescriptions: descriptions };
  }

  #of(targetGroupArn: string): Registration[] {
    return this.#registrations.get(targetGroupArn) ?? [];
  }
}
