import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { type LocalAws, ServiceError, startLocalAws } from '#local-aws';
import { bundle, type Bundle, MAXIMAL_BYTES } from './bundle';
import { RESOURCE_TYPES } from './types';

type Entrypoint = (event: unknown) => Promise<Record<string, unknown>>;

/** Packages that only the search for credentials needs. */
const FOREIGN = /^@(aws-sdk|smithy)\/(credential-provider-|nested-clients|token-providers)|^aws-sdk$/;

const CREDENTIALS = { accessKeyId: 'ASIA0', secretAccessKey: 'secret', sessionToken: 'session' };

/** A READ of a group that is not there. */
const READ = {
  action: 'READ',
  awsAccountId: '123456789012',
  region: 'us-east-1',
  bearerToken: 'token',
  requestData: {
    callerCredentials: CREDENTIALS,
    resourceProperties: { ApplicationName: 'shop', DeploymentGroupName: 'web' },
  },
};

describe.each(RESOURCE_TYPES)('the package of $typeName', (type) => {
  let packed: Bundle;
  beforeAll(async () => {
    packed = await bundle(type);
  });

  const unpack = () => unzipSync(readFileSync(packed.zip));

  /** The code as it is in the package, away from this project's node_modules. */
  const load = (): { code: string; entrypoint: Entrypoint } => {
    const { 'dist/handlers.js': code } = unzipSync(unpack()['ResourceProvider.zip']!);
    const file = join(mkdtempSync(join(tmpdir(), 'bundle-')), 'handlers.js');
    writeFileSync(file, code!);
    return { code: strFromU8(code!), ...jest.requireActual<{ entrypoint: Entrypoint }>(file) };
  };

  test('contains the files that cfn submit packs', () => {
    const names = Object.keys(unpack());
    expect(names).toEqual(
      expect.arrayContaining([
        '.rpdk-config',
        'schema.json',
        'ResourceProvider.zip',
        'inputs/inputs_1_create.json',
        'inputs/inputs_1_update.json',
        'inputs/inputs_1_invalid.json',
        'src/handlers.ts',
      ]),
    );
    expect(names.filter((name) => name.endsWith('.test.ts'))).toEqual([]);
  });

  test('is the same, byte for byte, when it is built on another day', async () => {
    const today = readFileSync(packed.zip);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2040, 1, 29));
    const anotherDay = readFileSync((await bundle(type)).zip);
    clock.mockRestore();
    expect(anotherDay.equals(today)).toBe(true);
  });

  test('has less than 270 KB of code, as packed', () => {
    const { 'ResourceProvider.zip': provider } = unpack();
    expect(provider!.byteLength).toBeLessThan(MAXIMAL_BYTES);
    expect(MAXIMAL_BYTES).toBe(270_000);
  });

  test('contains no code that searches for credentials or calls STS or SSO, and no SDK v2', () => {
    const { modules } = packed;
    const names = modules.map(({ name }) => name);
    expect(names).toContain('@aws-sdk/client-codedeploy');
    expect(names.filter((name) => FOREIGN.test(name))).toEqual(['@aws-sdk/credential-provider-node']);
    // What is left of that one says that there is nothing.
    expect(modules.find(({ name }) => name === '@aws-sdk/credential-provider-node')!.bytes).toBeLessThan(200);
    expect(load().code).not.toContain('aws-sdk/clients');
  });

  test('answers an invalid event with InvalidRequest', async () => {
    const { entrypoint } = load();
    expect(await entrypoint({ action: 'CREATE' })).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
    });
  });

  test('answers a property of the wrong type with a sentence, before any AWS call', async () => {
    const { entrypoint } = load();
    const event = {
      action: 'CREATE',
      awsAccountId: '123456789012',
      region: 'us-east-1',
      bearerToken: 'token',
      requestData: { resourceProperties: { AutoRollbackConfiguration: { Enabled: 'perhaps' } } },
    };
    expect(await entrypoint(event)).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message: 'Enabled must be true or false, not "perhaps". Correct the value. [NotABoolean]',
    });
  });

  describe('with AWS_ENDPOINT_URL', () => {
    let aws: LocalAws;
    beforeEach(async () => {
      aws = await startLocalAws();
    });
    afterEach(async () => {
      delete process.env.AWS_ENDPOINT_URL;
      delete process.env.AWS_ENDPOINT_URL_CODEDEPLOY;
      await aws.close();
    });

    test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_CODEDEPLOY'])(
      'calls the endpoint in %s, and tells AWS its errors apart by name',
      async (variable) => {
        process.env[variable] = aws.endpoint;
        const { entrypoint } = load();
        expect(await entrypoint(READ)).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
        expect(aws.calls.map(({ operation }) => operation)).toContain('GetDeploymentGroup');
      },
    );

    test.each([
      ['AccessDeniedException', 400, 'AccessDenied'],
      ['ExpiredTokenException', 400, 'InvalidCredentials'],
      ['InvalidRoleException', 400, 'InvalidRequest'],
      ['DeploymentGroupLimitExceededException', 400, 'ServiceLimitExceeded'],
      ['AnErrorOfNextYear', 400, 'GeneralServiceException'],
      ['InternalFailure', 500, 'ServiceInternalError'],
    ])('answers to the error %s of status %i with %s', async (name, status, errorCode) => {
      process.env.AWS_ENDPOINT_URL = aws.endpoint;
      aws.faults.fail({ service: 'codedeploy' }, new ServiceError(name, 'No.', status));
      const { entrypoint } = load();
      // The packed SDK multiplies its pauses by this.
      const random = jest.spyOn(Math, 'random').mockReturnValue(0);
      const answer = await entrypoint(READ);
      random.mockRestore();
      expect(answer).toMatchObject({ status: 'FAILED', errorCode });
      expect(answer.message).toContain('No.');
    });

    test('tries a throttled READ again', async () => {
      process.env.AWS_ENDPOINT_URL = aws.endpoint;
      aws.faults.throttle({ service: 'codedeploy', count: 1 });
      const { entrypoint } = load();
      expect(await entrypoint(READ)).toMatchObject({ errorCode: 'NotFound' });
      expect(aws.calls.filter(({ operation }) => operation === 'GetDeploymentGroup')).toHaveLength(2);
    });
  });
});
