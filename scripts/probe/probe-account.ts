import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudControlApi, CloudFormation, CloudFormationApi, startLocalAws, type LocalAws } from '#local-aws';
import { clientsOf } from './account/clients';
import type { Clock } from './account/clock';
import { findNamed } from './account/named';
import type { Options } from './options';
import type { Surroundings } from './run';

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

  surroundings(sleep: Clock['sleep'] = (seconds) => this.aws.clock.advance(seconds)): Surroundings {
    return {
      clients: clientsOf({
        region: this.aws.region,
        endpoint: this.aws.endpoint,
        credentials: { accessKeyId: 'AKIDPROBE', secretAccessKey: 'secret' },
      }),
      clock: {
        now: () => this.aws.clock.now(),
        sleep,
        sleepUninterrupted: (seconds) => this.aws.clock.advance(seconds),
      },
      say: (line) => this.said.push(line),
      confirm: () => Promise.resolve(false),
    };
  }

  async expectNothingLeft(): Promise<void> {
    const { clients, clock } = this.surroundings();
    const nothing = { own: new Set(), taskDefinitions: [], foreign: [], unread: [] };
    expect(await findNamed(clients, clock)).toEqual(nothing);
    expect(this.said).toContain('Nothing is left.');
  }
}
