import { parseEvent } from '../protocol/event';

const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'session' };

const event = {
  action: 'UPDATE',
  awsAccountId: '123456789012',
  region: 'eu-west-1',
  bearerToken: 'token',
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1',
  rollback: true,
  callbackContext: { startedAt: 1, phase: null },
  requestData: {
    callerCredentials: credentials,
    providerCredentials: credentials,
    providerLogGroupName: 'log-group',
    logicalResourceId: 'Deployment',
    resourceProperties: { A: '1' },
    previousResourceProperties: { A: '0' },
    stackTags: { team: 'shop' },
    previousStackTags: null,
  },
};

test('a request is narrowed to what handlers use', () => {
  expect(parseEvent(event)).toEqual({
    action: 'UPDATE',
    accountId: '123456789012',
    region: 'eu-west-1',
    bearerToken: 'token',
    stackId: event.stackId,
    logicalResourceId: 'Deployment',
    nextToken: undefined,
    rollback: true,
    callbackContext: { startedAt: 1 },
    properties: { A: '1' },
    previousProperties: { A: '0' },
    stackTags: { team: 'shop' },
    previousStackTags: {},
    credentials,
    delivery: { credentials, logGroupName: 'log-group' },
  });
});

test('what CloudFormation may leave out is undefined or empty', () => {
  const { action, awsAccountId, region, bearerToken } = event;
  const least = { action, awsAccountId, region, bearerToken, requestData: {} };
  expect(parseEvent(least)).toMatchObject({
    stackId: undefined,
    rollback: false,
    callbackContext: undefined,
    properties: {},
    previousProperties: undefined,
    credentials: undefined,
    delivery: undefined,
  });
});

test('incomplete credentials are none', () => {
  const requestData = { ...event.requestData, callerCredentials: { ...credentials, sessionToken: '' } };
  expect(parseEvent({ ...event, requestData }).credentials).toBeUndefined();
});

const broken: [string, unknown][] = [
  ['event', 'text'],
  ['event', [event]],
  ['requestData', { ...event, requestData: null }],
  ['action that this type knows', { ...event, action: 'EXPLODE' }],
  ['awsAccountId', { ...event, awsAccountId: undefined }],
  ['region', { ...event, region: 7 }],
  ['bearerToken', { ...event, bearerToken: '' }],
];

test.each(broken)('an event without %s is refused by name', (name, value) => {
  expect(() => parseEvent(value)).toThrow(
    `The request has no ${name}: it is not an event of the CloudFormation registry.`,
  );
});

test('null in a property is left out, as CloudFormation leaves out AWS::NoValue', () => {
  const resourceProperties = { A: null, B: { C: null, D: [null, { E: null }, '1'] } };
  const requestData = { ...event.requestData, resourceProperties };
  expect(parseEvent({ ...event, requestData }).properties).toEqual({ B: { D: [{}, '1'] } });
});

test('a callback context that is nested deeper than any counts as none, and such properties are refused', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as object;
  expect(parseEvent({ ...event, callbackContext: deep }).callbackContext).toBeUndefined();
  const requestData = { ...event.requestData, resourceProperties: deep };
  expect(() => parseEvent({ ...event, requestData })).toThrow('nested deeper than those of any resource');
});
