import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { BaseModel } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist/interface';
import { CodeDeployClient, ListApplicationsCommand } from '@aws-sdk/client-codedeploy';
import { type LocalAws, startLocalAws } from '#local-aws';
import { createEntrypoint } from '../entrypoint';
import type { Handler } from '../resource';

/** Stands between the handlers and the local AWS, and can do to connections what happens while a function is frozen. */
class Relay {
  readonly #server: Server;
  #open: Socket[] = [];
  /** Connections that were made so far. */
  made = 0;
  #dead = new Set<Socket>();

  constructor(endpoint: string) {
    const { hostname, port } = new URL(endpoint);
    this.#server = createServer((socket) => {
      this.made += 1;
      this.#open.push(socket);
      const onward = connect(Number(port), hostname);
      socket.on('data', (data) => {
        if (this.#dead.has(socket)) socket.resetAndDestroy();
        else onward.write(data);
      });
      onward.on('data', (data) => socket.write(data));
      socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
      onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The server has dropped every connection so far, and the client does not know it yet. */
  forget(): void {
    this.#dead = new Set(this.#open);
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
  }
}

const listApplications: Handler<BaseModel, never> = async ({ connection, desired }) => {
  await new CodeDeployClient(connection).send(new ListApplicationsCommand());
  return { kind: 'done', model: desired };
};

const entrypoint = createEntrypoint<BaseModel, never>({
  typeName: 'Org::Test::Thing',
  toModel: () => new BaseModel(),
  transientErrorBudgetMinutes: { CREATE: 1, UPDATE: 1, DELETE: 1 },
  toPhase: () => undefined,
  create: listApplications,
  read: listApplications,
  update: listApplications,
  delete: listApplications,
  list: listApplications,
});

const credentials = { accessKeyId: 'ASIA0', secretAccessKey: 'a-secret', sessionToken: 'a-session' };

const event = (action: string) => ({
  action,
  awsAccountId: '123456789012',
  region: 'us-east-1',
  bearerToken: 'a-token',
  requestData: {
    callerCredentials: credentials,
    providerCredentials: credentials,
    providerLogGroupName: 'thing-logs',
    resourceProperties: {},
  },
});

describe('connections', () => {
  let aws: LocalAws;
  let relay: Relay;
  let now: number;

  beforeEach(async () => {
    aws = await startLocalAws();
    relay = new Relay(aws.endpoint);
    process.env.AWS_ENDPOINT_URL = await relay.listen();
    now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    expect(await entrypoint(event('CREATE'))).toMatchObject({ status: 'SUCCESS' });
    aws.calls.length = 0;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    delete process.env.AWS_ENDPOINT_URL;
    relay.close();
    await aws.close();
  });

  test('serve the next invocation too when it comes soon: one for CodeDeploy and logs, one for metrics', async () => {
    const made = relay.made;
    for (let poll = 0; poll < 10; poll++) {
      now += 1_000;
      expect(await entrypoint(event('CREATE'))).toMatchObject({ status: 'SUCCESS' });
    }
    expect(aws.calls).toHaveLength(30);
    expect(made).toBe(2);
    expect(relay.made).toBe(made);
  });

  test('that broke while the function was frozen are not used again', async () => {
    relay.forget();
    now += 5_000;
    expect(await entrypoint(event('CREATE'))).toMatchObject({ status: 'SUCCESS' });
    expect(aws.calls.map(({ operation }) => operation).sort()).toEqual([
      'ListApplications',
      'PutLogEvents',
      'PutMetricData',
    ]);
  });

  test('that break all the same are transient errors', async () => {
    relay.forget();
    const broken = await entrypoint(event('UPDATE'));
    expect(broken).toMatchObject({ status: 'IN_PROGRESS', callbackContext: { firstTransientErrorAt: now } });
    expect(await entrypoint({ ...event('UPDATE'), ...broken })).toMatchObject({ status: 'SUCCESS' });
  });

  test('that break under a READ are opened again by the SDK', async () => {
    relay.forget();
    expect(await entrypoint(event('READ'))).toMatchObject({ status: 'SUCCESS' });
  });
});
