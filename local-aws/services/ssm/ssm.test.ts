import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let ssm: SSMClient;

beforeEach(async () => {
  aws = await startLocalAws();
  ssm = new SSMClient(clientConfiguration(aws));
});
afterEach(() => aws.close());

it('keeps the newest version of a parameter', async () => {
  const put = { Name: '/app/version', Type: 'String' } as const;
  await ssm.send(new PutParameterCommand({ ...put, Value: '1' }));
  const again = new PutParameterCommand({ ...put, Value: '2' });
  await expect(ssm.send(again)).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  await ssm.send(new PutParameterCommand({ ...put, Value: '2', Overwrite: true }));
  const { Parameter: parameter } = await ssm.send(new GetParameterCommand({ Name: '/app/version' }));
  expect(parameter).toMatchObject({
    Value: '2',
    Version: 2,
    ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/app/version',
    LastModifiedDate: aws.clock.date(),
  });
});

it('checks a value by the allowed pattern, also by the pattern of an earlier version', async () => {
  const put = { Name: 'port', Type: 'String', AllowedPattern: '\\d+' } as const;
  const mismatch = {
    name: 'ParameterPatternMismatchException',
    message: 'Parameter value, cannot be validated against allowedPattern: \\d+',
  };
  await expect(ssm.send(new PutParameterCommand({ ...put, Value: 'x1' }))).rejects.toMatchObject(mismatch);
  await ssm.send(new PutParameterCommand({ ...put, Value: '80' }));
  const overwrite = new PutParameterCommand({ Name: 'port', Value: 'http', Overwrite: true });
  await expect(ssm.send(overwrite)).rejects.toMatchObject(mismatch);
});

it('names the parameters that do not exist', async () => {
  await ssm.send(new PutParameterCommand({ Name: 'a', Type: 'String', Value: '1' }));
  const found = await ssm.send(new GetParametersCommand({ Names: ['a', 'b'] }));
  expect(found).toMatchObject({ Parameters: [{ Name: 'a' }], InvalidParameters: ['b'] });
  await ssm.send(new DeleteParameterCommand({ Name: 'a' }));
  await expect(ssm.send(new DeleteParameterCommand({ Name: 'a' }))).rejects.toMatchObject({
    name: 'ParameterNotFound',
  });
});
