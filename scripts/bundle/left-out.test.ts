import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as codeDeploy from '@aws-sdk/client-codedeploy';
import * as ecs from '@aws-sdk/client-ecs';
import { build } from 'esbuild';
import { type LocalAws, ServiceError, startLocalAws } from '#local-aws';
import { toFailure } from '../../runtime/aws/aws-errors';
import { BUILD_OPTIONS } from '../bundle';
import { INSTALLED, packSdk, textOf, type Sdk } from './packed-sdk';

const CONFIGURATION = {
  credentials: { accessKeyId: 'ASIA0', secretAccessKey: 'secret', sessionToken: 'session' },
  maxAttempts: 1,
};

/** One call of each service that the types call. */
const CALLS = {
  codedeploy: ({ codeDeploy: { CodeDeployClient, GetDeploymentCommand } }: Sdk, region: string) => {
    const client = new CodeDeployClient({ ...CONFIGURATION, region });
    return [client, () => client.send(new GetDeploymentCommand({ deploymentId: 'd-ABCDEF123' }))] as const;
  },
  ecs: ({ ecs: { ECSClient, DescribeServicesCommand } }: Sdk, region: string) => {
    const client = new ECSClient({ ...CONFIGURATION, region });
    return [client, () => client.send(new DescribeServicesCommand({ services: ['web'] }))] as const;
  },
  elasticloadbalancing: (sdk: Sdk, region: string) => {
    const { ElasticLoadBalancingV2Client, DescribeListenersCommand } = sdk.loadBalancing;
    const client = new ElasticLoadBalancingV2Client({ ...CONFIGURATION, region });
    return [client, () => client.send(new DescribeListenersCommand({ ListenerArns: ['web'] }))] as const;
  },
  logs: ({ logs: { CloudWatchLogsClient, PutLogEventsCommand } }: Sdk, region: string) => {
    const client = new CloudWatchLogsClient({ ...CONFIGURATION, region });
    const names = { logGroupName: 'group', logStreamName: 'stream' };
    const logEvents = [{ timestamp: 1_700_000_000_000, message: 'naïve' }];
    return [client, () => client.send(new PutLogEventsCommand({ ...names, logEvents }))] as const;
  },
  cloudwatch: ({ cloudWatch: { CloudWatchClient, PutMetricDataCommand } }: Sdk, region: string) => {
    const client = new CloudWatchClient({ ...CONFIGURATION, region });
    const MetricData = [{ MetricName: 'Count', Value: 1, Timestamp: new Date(1_700_000_000_000) }];
    return [client, () => client.send(new PutMetricDataCommand({ Namespace: 'N', MetricData }))] as const;
  },
};

let packed: Sdk;
let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws();
  packed = await packSdk();
});
afterEach(() => {
  aws.faults.clear();
});
afterAll(() => aws.close());

/** A request on its way out, after it was signed. */
interface Sent {
  headers: Record<string, string>;
  [member: string]: unknown;
}

/**
 * Sends the call of a service to where the SDK wants it, notes where that is and what it is, and leads it to the
 * local AWS instead.
 */
async function send(sdk: Sdk, service: keyof typeof CALLS, region: string) {
  const [client, call] = CALLS[service](sdk, region);
  let seen: Sent | undefined;
  (client as codeDeploy.CodeDeployClient).middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Sent;
      seen = { ...request, headers: { ...request.headers } };
      Object.assign(request, {
        protocol: 'http:',
        hostname: '127.0.0.1',
        port: Number(new URL(aws.endpoint).port),
      });
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  const answer = await call().then(
    (output) => ({ output }),
    (error: unknown) => ({
      error: error as Error & { $metadata: { httpStatusCode?: number }; $fault: string },
    }),
  );
  return { ...seen!, answer };
}

/** What a request is, less what differs from one call to the next. */
function likeness({ protocol, hostname, port, method, path, query, headers, body }: Sent) {
  return {
    url: [method, protocol, hostname, port, path, query],
    body: textOf(body as string | Uint8Array),
    headers: {
      ...headers,
      // Credential, region, service and the signed headers stay.
      authorization: headers.authorization!.replace(/\/\d{8}\/|Signature=.*/g, ''),
      'amz-sdk-invocation-id': '',
      'x-amz-date': '',
      // The SDK's two builds may have been made a version apart.
      'user-agent': headers['user-agent']!.replace(/\d+\.\d+\.\d+/g, 'x'),
      'x-amz-user-agent': headers['x-amz-user-agent']!.replace(/\d+\.\d+\.\d+/g, 'x'),
    },
  };
}

const REGIONS = [
  'us-east-1',
  'eu-central-1',
  'cn-north-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eusc-de-east-1',
];
const SERVICES = Object.keys(CALLS) as (keyof typeof CALLS)[];

test.each(REGIONS.flatMap((region) => SERVICES.map((service) => ({ service, region }))))(
  'a call of $service in $region is the same, packed and as installed',
  async ({ service, region }) => {
    const one = likeness(await send(packed, service, region));
    const other = likeness(await send(INSTALLED, service, region));
    expect(one).toEqual(other);
    expect(one.url.join(' ')).toContain(region);
  },
);

type ErrorClass = new (options: object) => Error & { $fault: 'client' | 'server' };

/** The errors that a service's model has, and whose fault each is. */
function errorsOf(module: object): [name: string, status: number][] {
  const classes = Object.entries(module) as [string, ErrorClass][];
  return classes
    .filter(([name]) => name.endsWith('Exception') && !name.endsWith('ServiceException'))
    .map(([name, ErrorClass]) => [name, new ErrorClass({}).$fault === 'server' ? 500 : 400]);
}

/** Errors that are in no model. */
const COMMON_ERRORS: readonly [name: string, status: number][] = [
  ['ThrottlingException', 400],
  ['AccessDeniedException', 400],
  ['ExpiredTokenException', 400],
  ['InternalFailure', 500],
  ['AnErrorOfNextYear', 400],
];

test.each([
  ['codedeploy', errorsOf(codeDeploy)],
  ['ecs', errorsOf(ecs)],
  ['logs', errorsOf(logs)],
] as const)('each error of %s means the same, packed and as installed', async (service, errors) => {
  expect(errors.length).toBeGreaterThan(10);
  for (const [name, status] of [...errors, ...COMMON_ERRORS]) {
    aws.faults.clear();
    aws.faults.fail({ service }, new ServiceError(name, `${name} says no`, status));
    const meaning = async (sdk: Sdk) => {
      const { answer } = await send(sdk, service, 'us-east-1');
      if (!('error' in answer)) throw new Error(`${name} was not thrown.`);
      const { error } = answer;
      const { code, message } = toFailure(error);
      return {
        name: error.name,
        text: error.message,
        fault: error.$fault,
        status: error.$metadata,
        code,
        message,
      };
    };
    const [one, other] = [await meaning(packed), await meaning(INSTALLED)];
    const requestId = expect.any(String) as string;
    expect(one).toEqual({ ...other, status: { ...other.status, requestId } });
    expect(one.name).toBe(name);
  }
});

test('a client without credentials fails instead of searching for some', async () => {
  const client = new packed.codeDeploy.CodeDeployClient({ region: 'us-east-1', endpoint: aws.endpoint });
  const call = client.send(new packed.codeDeploy.ListApplicationsCommand());
  await expect(call).rejects.toThrow('A client was made without credentials.');
});

test('a build that finds none of the files to leave out fails: a dependency has moved them', async () => {
  const nothing = build({ ...BUILD_OPTIONS, stdin: { contents: '' }, write: false, logLevel: 'silent' });
  await expect(nothing).rejects.toThrow('No file matches @aws-sdk');
});
