import { clientProtocol } from '../protocols/client-protocol';
import { queryParameters } from '../protocols/query';
import { namedOperation, signingScope } from '../protocols/request-names';
import type { ServiceDescription } from '../protocols/service-description';
import type { WireRequest, WireResponse } from '../protocols/wire';
import type { Ids } from './account-context';

/** The error for something that does not exist, in each protocol. The SDKs repeat none of them. */
const ERRORS: Readonly<Record<string, { code: string; status: number }>> = {
  query: { code: 'InvalidAction', status: 400 },
  ec2: { code: 'InvalidAction', status: 400 },
  'rest-json': { code: 'UnknownOperationException', status: 404 },
  'rest-xml': { code: 'NotImplemented', status: 501 },
};
const DEFAULT_ERROR = { code: 'UnknownOperationException', status: 400 };

/**
 * Refuses a request to a service that the local AWS does not have, with a sentence that names service and operation, in the
 * protocol of the client.
 * @returns undefined when the request is neither signed nor names an operation: no client of AWS sends such a request
 */
export function refuseUnknownService(
  services: readonly ServiceDescription[],
  request: WireRequest,
  requestIds: Ids,
): WireResponse | undefined {
  const scope = signingScope(request);
  const operation = namedOperation(request);
  if (scope === undefined && operation === undefined) return undefined;
  const protocol = clientProtocol(request);
  const { code, status } = ERRORS[protocol.name] ?? DEFAULT_ERROR;
  const version = queryParameters(request).get('Version');
  const subject = `${operation ?? `${request.method} ${request.path}`}${version === null ? '' : `, version ${version}`}`;
  const names = services.map(({ name }) => name).sort();
  const message =
    scope !== undefined && names.includes(scope)
      ? `The local AWS does not know this operation of ${scope}: ${subject}.`
      : `The local AWS has no service ${scope ?? 'for this request'} (${subject}). It has ${names.join(', ')}.`;
  const requestId = requestIds.uuid();
  const response = protocol.writeError({ code, status, message }, requestId);
  response.headers['x-amzn-requestid'] = requestId;
  return response;
}
