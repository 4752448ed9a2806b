import { isNamed, isTransient, toFailure } from '../aws/aws-errors';
import { Failure, HandlerErrorCode } from '../messages/failure';

/** An error as the SDK throws it; an answer that never came has no status. */
function awsError(name: string, status?: number, message = 'No.', more: object = {}): Error {
  const $metadata = status === undefined ? {} : { httpStatusCode: status };
  return Object.assign(new Error(message), { name, $metadata, ...more });
}

const rows: [string, Error, keyof typeof HandlerErrorCode, boolean][] = [
  ['throttling by name', awsError('ThrottlingException', 400), 'Throttling', true],
  ['throttling of Elastic Load Balancing', awsError('Throttling', 400), 'Throttling', true],
  ['throttling by hint', awsError('Busy', 400, '', { $retryable: { throttling: true } }), 'Throttling', true],
  ['throttling by status', awsError('Busy', 429), 'Throttling', true],
  ['an error of AWS', awsError('InternalFailure', 500), 'ServiceInternalError', true],
  ['no answer', awsError('TimeoutError'), 'NetworkFailure', true],
  ['connection refused', awsError('Error', undefined, '', { code: 'ECONNREFUSED' }), 'NetworkFailure', true],
  ['a missing permission', awsError('AccessDeniedException', 400), 'AccessDenied', false],
  ...(
    [
      'ExpiredToken',
      'ExpiredTokenException',
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'RequestTimeTooSkewed',
      'RequestExpired',
      'RequestInTheFuture',
      'AuthFailure',
    ] as const
  ).map((name): (typeof rows)[number] => [
    `credentials or a time that AWS does not accept: ${name}`,
    awsError(name, 403),
    'InvalidCredentials',
    true,
  ]),
  ...(
    [
      'ThrottledException',
      'SlowDown',
      'PriorRequestNotComplete',
      'RequestThrottled',
      'BandwidthLimitExceeded',
      'TooManyRequestsException',
    ] as const
  ).map((name): (typeof rows)[number] => [
    `throttling on the SDK's list: ${name}`,
    awsError(name, 400),
    'Throttling',
    true,
  ]),
  ['an answer that came too late for AWS', awsError('RequestTimeout', 400), 'ServiceInternalError', true],
  ['a limit', awsError('DeploymentLimitExceededException', 400), 'ServiceLimitExceeded', false],
  ['something that is there', awsError('DeploymentGroupAlreadyExistsException', 400), 'AlreadyExists', false],
  ['something that is not', awsError('DeploymentGroupDoesNotExistException', 400), 'NotFound', false],
  ['a bad value', awsError('InvalidRoleException', 400), 'InvalidRequest', false],
  ['a missing value', awsError('RoleRequiredException', 400), 'InvalidRequest', false],
  ['anything else', awsError('SomethingNewException', 400), 'GeneralServiceException', false],
];

test.each(rows)('%s', (_reason, error, code, transient) => {
  const failure = toFailure(error);
  expect(failure.code).toBe(HandlerErrorCode[code]);
  expect(isTransient(failure)).toBe(transient);
});

test('a call that the deadline has aborted is made again', () => {
  const aborted = Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
  expect(isTransient(toFailure(aborted))).toBe(true);
});

test("AWS's own words are kept, with the error's name", () => {
  expect(toFailure(awsError('InvalidRoleException', 400, 'Cannot assume it.')).message).toBe(
    'AWS says: Cannot assume it. (InvalidRoleException) [AwsError]',
  );
});

test('a missing permission is named', () => {
  const text =
    'User: arn:aws:sts::1:assumed-role/x is not authorized to perform: codedeploy:StopDeployment on resource: y';
  expect(toFailure(awsError('AccessDeniedException', 400, text)).message).toBe(
    'The execution role of this resource type does not allow codedeploy:StopDeployment. Allow the action, or register ' +
      `the type again with the role of this version. AWS says: ${text} (AccessDeniedException) [MissingPermission]`,
  );
  expect(toFailure(awsError('AccessDeniedException', 400, 'Denied.')).message).toBe(
    "The execution role of this resource type does not allow a call. Compare the role with the type's " +
      'resource-role.yaml. AWS says: Denied. (AccessDeniedException) [AccessDenied]',
  );
});

test('a failure stays what it is', () => {
  const failure = new Failure(HandlerErrorCode.NotStabilized, 'It failed.', 'Failed');
  expect(toFailure(failure)).toBe(failure);
});

test('an error that is not from AWS is a defect of the type', () => {
  expect(toFailure(new TypeError('x is not a function'))).toMatchObject({
    code: HandlerErrorCode.InternalFailure,
    message:
      'The resource type has a defect (TypeError: x is not a function). Report it to the maintainers of the type, with the lines of this operation in the log group of the type. [Defect]',
  });
  expect(toFailure('text').message).toBe(
    'The resource type has a defect (text). Report it to the maintainers of the type, with the lines of this operation in the log group of the type. [Defect]',
  );
});

test('errors are told apart by name', () => {
  expect(isNamed(awsError('A', 400), 'A', 'B')).toBe(true);
  expect(isNamed(awsError('C', 400), 'A', 'B')).toBe(false);
  expect(isNamed('A', 'A')).toBe(false);
});
