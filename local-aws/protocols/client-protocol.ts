import { smithyRpcV2Cbor } from './cbor';
import { awsJson } from './json';
import { awsQuery, xmlDocument } from './query';
import { restJson } from './rest-json';
import { signingScope } from './request-names';
import type { Protocol, WireRequest } from './wire';

/** How a client reads errors. */
type ErrorWriter = Pick<Protocol, 'name' | 'writeError'>;

/** Services whose REST clients read XML. Every other REST client reads JSON. */
const XML_SERVICES = ['s3', 's3express', 's3-outposts', 'route53', 'cloudfront'];

const XML = { 'content-type': 'text/xml' };

/** Source: Smithy, "AWS EC2 query protocol", error responses. */
const ec2Query: ErrorWriter = {
  name: 'ec2',
  writeError: ({ status, code, message }, requestId) => {
    const errors = { Error: { Code: code, Message: message } };
    return {
      status,
      headers: { ...XML },
      body: xmlDocument({ Response: { Errors: errors, RequestID: requestId } }),
    };
  },
};

/** Source: Smithy, "AWS REST XML protocol", `noErrorWrapping`, which S3 has; other clients read this form too. */
const restXml: ErrorWriter = {
  name: 'rest-xml',
  writeError: ({ status, code, message }, requestId) => ({
    status,
    headers: { ...XML },
    body: xmlDocument({ Error: { Code: code, Message: message, RequestId: requestId } }),
  }),
};

/**
 * The form in which the client of a request reads errors, told by what each protocol puts into its requests.
 * It works for services that the local AWS does not have.
 */
export function clientProtocol(request: WireRequest): ErrorWriter {
  const { headers } = request;
  const type = headers['content-type'] ?? '';
  if (headers['smithy-protocol'] === 'rpc-v2-cbor' || type.startsWith('application/cbor'))
    return smithyRpcV2Cbor(false);
  const target = headers['x-amz-target'] ?? '';
  if (target !== '' || type.startsWith('application/x-amz-json-'))
    return awsJson(type.includes('json-1.0') ? '1.0' : '1.1', false);
  const scope = signingScope(request) ?? '';
  if (type.startsWith('application/x-www-form-urlencoded') || request.query.has('Action'))
    return scope === 'ec2' ? ec2Query : awsQuery('http://webservices.amazon.com/');
  return XML_SERVICES.includes(scope) ? restXml : restJson;
}
