import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { HttpResponse } from '@smithy/core/protocols';
import { INSTALLED, packSdk, textOf, type Sdk } from './packed-sdk';
import { answerOf, inputOf, type Operation } from './samples';
import { xmlAnswerOf } from './xml-sample';
import { RESOURCE_TYPES, ROOT } from '../types';

/** All that the comparison needs of a client, whichever service it calls. */
interface Client {
  config: {
    endpointProvider(parameters: object): { url: URL };
    retryStrategy: unknown;
  };
  send(command: object): Promise<Record<string, unknown>>;
}
type ClientClass = new (configuration: object) => Client;
type CommandClass = new (input: object) => { schema: Operation };

const CLIENTS = {
  cloudWatch: 'CloudWatchClient',
  logs: 'CloudWatchLogsClient',
  codeDeploy: 'CodeDeployClient',
  ecs: 'ECSClient',
  loadBalancing: 'ElasticLoadBalancingV2Client',
} as const;
type Service = keyof typeof CLIENTS;
const SERVICES = Object.keys(CLIENTS) as Service[];

const memberOf = <Member>(sdk: Sdk, service: Service, name: string) =>
  (sdk[service] as unknown as Record<string, Member>)[name]!;

/** The commands in the source of the types, with the service of each. */
const COMMANDS = SERVICES.flatMap((service) =>
  [...new Set(sources().flatMap((source) => source.match(/(?<=new )\w+Command(?=\()/g) ?? []))]
    .filter((command) => command in INSTALLED[service])
    .map((command) => ({ service, command })),
);

function sources(): string[] {
  const folders = ['runtime', ...RESOURCE_TYPES.map(({ folder }) => join(folder, 'src'))];
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && /(?<!\.test)\.ts$/.test(file.name))
      .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')),
  );
}

let packed: Sdk;
beforeAll(async () => {
  packed = await packSdk();
});

/** A client whose requests get the given answers, and what it sent. */
function clientOf(sdk: Sdk, service: Service, options: object, answer: () => HttpResponse) {
  const sent: string[] = [];
  const handle = (request: { body: string | Uint8Array }) => {
    sent.push(textOf(request.body));
    return Promise.resolve({ response: answer() });
  };
  const Client = memberOf<ClientClass>(sdk, service, CLIENTS[service]);
  const credentials = { accessKeyId: 'ASIA0', secretAccessKey: 'secret' };
  const requestHandler = { handle };
  return { sent, client: new Client({ region: 'us-east-1', credentials, requestHandler, ...options }) };
}

const answerWith = (statusCode: number, body: object | string, headers: Record<string, string> = {}) =>
  new HttpResponse({
    statusCode,
    headers,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });

test('the source of the types has commands of all services', () => {
  expect(new Set(COMMANDS.map(({ service }) => service))).toEqual(new Set(SERVICES));
  expect(COMMANDS.length).toBeGreaterThan(25);
});

/** Timestamps of ECS are numbers in the packages; `unread-shapes.test.ts` checks that no handler reads one. */
const withNumbers = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withNumbers(member)]));
};

/** Members of the load balancer's answers that the packages leave out; `unread-shapes.test.ts` checks that no handler reads one. */
const UNREAD = new Set(['Certificates', 'MutualAuthentication', 'Conditions', 'Transforms']);

const withoutUnread = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutUnread);
  if (typeof value !== 'object' || value === null) return value;
  const read = Object.entries(value).filter(([name]) => !UNREAD.has(name));
  return Object.fromEntries(read.map(([name, member]) => [name, withoutUnread(member)]));
};

const wellFormed = (value: object): object =>
  JSON.parse(JSON.stringify(value).replaceAll('\\ud800', '')) as object;

/** What a packaged client makes of an answer, by what it does as installed. */
const expectedOf = (service: Service, output: unknown): unknown => {
  if (service === 'ecs') return withNumbers(output);
  return service === 'loadBalancing' ? withoutUnread(output) : output;
};

describe.each(COMMANDS)('$service $command', ({ service, command }) => {
  const call = async (sdk: Sdk, answer: object | string, input: (schema: unknown) => object) => {
    const Command = memberOf<CommandClass>(sdk, service, command);
    // What is sent is made of the schema as installed, whichever SDK sends it.
    const [, , , , inputSchema] = new (memberOf<CommandClass>(INSTALLED, service, command))({}).schema;
    const { sent, client } = clientOf(sdk, service, { maxAttempts: 1 }, () => answerWith(200, answer));
    const output = await client.send(new Command(input(inputSchema)));
    return { sent, output };
  };

  const isXml = service === 'loadBalancing';
  // A form cannot hold half a character.
  const input = isXml ? (schema: unknown) => wellFormed(inputOf(schema)) : inputOf;

  test.each(isXml ? (['full'] as const) : (['full', 'null'] as const))(
    'gives the same for an answer with all members (%s), as installed',
    async (kind) => {
      const { schema } = new (memberOf<CommandClass>(INSTALLED, service, command))({});
      const answer = isXml ? xmlAnswerOf(schema) : answerOf(schema[5], kind);
      const answers = [packed, INSTALLED].map((sdk) => call(sdk, answer, input));
      const [one, other] = await Promise.all(answers);
      const expected = expectedOf(service, other!.output);
      // An answer that neither of them understands would be the same, too.
      if (isXml)
        expect(JSON.stringify(one!.output)).toContain(JSON.stringify('naïve "text" <tag>').slice(1, -1));
      expect(one!.output).toEqual(expected);
      // toEqual takes a missing member and one that is undefined for the same; JSON does, too, but not null.
      expect(JSON.stringify(one!.output)).toBe(JSON.stringify(expected));
    },
  );

  test('sends the same for an input with all members, and none that is not in the schema', async () => {
    const empty = isXml ? `<${command}Response/>` : {};
    const [one, other] = await Promise.all([packed, INSTALLED].map((sdk) => call(sdk, empty, input)));
    expect(one!.sent).toEqual(other!.sent);
    expect(one!.sent.join()).not.toContain('notInTheSchema');
  });
});

describe('endpoints', () => {
  const partitions = readFileSync(
    join(ROOT, 'node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'),
    'utf8',
  );
  const regions = [...partitions.matchAll(/"((?:[a-z]+-)+(?:\d+|global))": \{/g)].map(
    ([, region]) => region!,
  );
  /** Regions that AWS may open, and a name that is of no partition. */
  const unknown = ['eu-north-9', 'cn-south-7', 'us-gov-south-2', 'us-isob-west-3', 'moon-base'];

  const urlOf = (sdk: Sdk, service: Service, parameters: object) => {
    const { client } = clientOf(sdk, service, {}, () => answerWith(200, {}));
    return client.config.endpointProvider({ UseFIPS: false, UseDualStack: false, ...parameters }).url.href;
  };

  test.each(SERVICES)('%s has the same one in each region, packed and as installed', (service) => {
    expect(regions).toEqual(
      expect.arrayContaining(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-west-1']),
    );
    expect(regions.length).toBeGreaterThan(40);
    for (const Region of [...regions, ...unknown]) {
      expect(urlOf(packed, service, { Region })).toBe(urlOf(INSTALLED, service, { Region }));
    }
  });

  test.each(SERVICES)('%s has the one that it is given, packed and as installed', (service) => {
    const parameters = { Region: 'us-east-1', Endpoint: 'https://aws.example:8443/path' };
    expect(urlOf(packed, service, parameters)).toBe(urlOf(INSTALLED, service, parameters));
  });

  test.each(['UseFIPS', 'UseDualStack'])('%s fails instead of calling another endpoint', (option) => {
    expect(() => urlOf(packed, 'codeDeploy', { Region: 'us-east-1', [option]: true })).toThrow('left out');
  });
});

describe('retries', () => {
  /** When a client would try again, in seconds from now, and what kind of error it takes the answer for. */
  const retryOf = async (sdk: Sdk, answer: HttpResponse) => {
    let seen: { retryAfterHint?: Date; errorType?: string } | undefined;
    const retryStrategy = {
      acquireInitialRetryToken: () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
      refreshRetryTokenForRetry: (_token: unknown, error: typeof seen) => {
        seen = error;
        throw new Error('No more.');
      },
      recordSuccess: () => undefined,
    };
    const { client } = clientOf(sdk, 'codeDeploy', { retryStrategy }, () => answer);
    const Command = memberOf<typeof GetDeploymentCommand>(sdk, 'codeDeploy', 'GetDeploymentCommand');
    await client.send(new Command({ deploymentId: 'd-ABCDEF123' })).catch(() => undefined);
    const seconds = seen?.retryAfterHint && (seen.retryAfterHint.getTime() - Date.now()) / 1000;
    return { type: seen?.errorType, seconds };
  };

  // Both are asked at the same time, so that the seconds are the same too.
  beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 1)));
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['120'],
    ['90.5'],
    ['Fri, 31 Dec 2100 23:59:59 GMT'],
    ['Friday, 31-Dec-27 23:59:59 GMT'],
    ['Fri Dec 31 23:59:59 2100'],
    ['soon GMT'],
    ['soon'],
  ])('the header Retry-After: %s means the same, packed and as installed', async (value) => {
    const answer = () => answerWith(503, { __type: 'ServiceUnavailable' }, { 'retry-after': value });
    const [one, other] = [await retryOf(packed, answer()), await retryOf(INSTALLED, answer())];
    expect(one).toEqual(other);
    expect(one.type).toBe('TRANSIENT');
  });

  test.each([
    [400, 'ThrottlingException'],
    [400, 'RequestLimitExceeded'],
    [429, 'TooMany'],
    [500, 'InternalFailure'],
    [502, 'BadGateway'],
    [400, 'ValidationException'],
    [403, 'RequestTimeTooSkewed'],
  ])('status %i with %s is the same kind of error, packed and as installed', async (status, name) => {
    const answer = () => answerWith(status, { __type: name, message: 'No.' });
    expect(await retryOf(packed, answer())).toEqual(await retryOf(INSTALLED, answer()));
  });
});

test('class-transformer keeps all that the library imports of it', () => {
  const library = join(
    ROOT,
    'node_modules/@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib/dist',
  );
  const text = ['interface.js', 'proxy.js']
    .map((file) => readFileSync(join(library, file), 'utf8'))
    .join('\n');
  const imports = [...text.matchAll(/\bclass_transformer_1\.(\w+)/g)].map(([, name]) => name!);
  const leftOut = readFileSync(join(__dirname, 'left-out.ts'), 'utf8');
  const kept = [...leftOut.matchAll(/^ {2}export (?:\{ (\w+) \}|const (\w+))/gm)].map(
    ([, one, other]) => one ?? other,
  );
  expect(imports).toContain('plainToInstance');
  expect(kept).toEqual(expect.arrayContaining([...new Set(imports)]));
});
