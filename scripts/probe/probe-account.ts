import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudControlApi, CloudFormation, CloudFormationApi, startLocalAws, type LocalAws } from '#local-aws';
import { type Clients, clientsOf } from './account/clients';
import type { Clock } from './account/clock';
import { findNamed } from './account/named';
import type { Options } from './options';
import { ask, type Surroundings } from './run';

/** The clients and the time with which the probe asks a local AWS. */
export function asksOf(aws: LocalAws): { clients: Clients; clock: Clock } {
  const sleep = (seconds: number) => aws.clock.advance(seconds);
  return {
    clients: clientsOf({
      region: aws.region,
      endpoint: aws.endpoint,
      credentials: { accessKeyId: 'AKIDPROBE', secretAccessKey: 'secret' },
    }),
    clock: { now: () => aws.clock.now(), sleep, sleepUninterrupted: sleep },
  };
}

/** What `findNamed` finds in an account that a run has left clean. */
export const NOTHING = { own: new Set(), taskDefinitions: [], foreign: [], unread: [] };

/** A local AWS with CloudFormation and Cloud Control, and what a run of the probe there needs and says. */
export class ProbeAccount {
  readonly said: string[] = [];

  private constructor(
    readonly aws: LocalAws,
    readonly cloudFormation: CloudFormation,
    /** The folder of the report. */
    readonly output: string,
  ) {}

  static async open(): Promise<ProbeAccount> {
    const aws = await startLocalAws();
    const cloudFormation = new CloudFormation(aws);
    aws.register('cloudformation', new CloudFormationApi(cloudFormation));
    aws.register('cloudcontrolapi', new CloudControlApi(cloudFormation));
    return new ProbeAccount(aws, cloudFormation, await mkdtemp(join(tmpdir(), 'probe-')));
  }

  async close(): Promise<void> {
    await rm(this.output, { recursive: true });
    await this.cloudFormation.close();
    await this.aws.close();
  }

  options(changes: Partial<Options> = {}): Options {
    return {
      region: this.aws.region,
      endpointUrl: this.aws.endpoint,
      vpc: 'vpc-1',
      subnets: ['subnet-1', 'subnet-2'],
      only: [],
      part: undefined,
      yes: true,
      output: this.output,
      ...changes,
    };
  }

  surroundings(sleep?: Clock['sleep']): Surroundings {
    const { clients, clock } = asksOf(this.aws);
    return {
      clients,
      clock: sleep === undefined ? clock : { ...clock, sleep },
      say: (line) => this.said.push(line),
      confirm: () => Promise.resolve(false),
    };
  }

  /** A run that AWS denies this call says so, and leaves nothing. */
  async expectEarlyEnd(service: string, operation: string, only: string): Promise<void> {
    this.aws.faults.deny({ service, operation });
    expect(await ask(this.options({ only: [only] }), this.surroundings())).toBe(1);
    expect(this.said.join('\n')).toMatch(
      new RegExp(`The run ended early: AccessDenied.*${service}:${operation}`),
    );
    await this.expectNothingLeft();
  }

  async expectNothingLeft(): Promise<void> {
    const { clients, clock } = this.surroundings();
    expect(await findNamed(clients, clock)).toEqual(NOTHING);
    expect(this.said).toContain('Nothing is left.');
  }
}
