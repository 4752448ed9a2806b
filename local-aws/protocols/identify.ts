import type { ServiceModel } from './models';
import { queryParameters } from './query';
import { signingScope } from './request-names';
import { isS3Request, s3Operation } from './s3-request';
import { findRestOperation } from './rest-json';
import type { ServiceDescription } from './service-description';
import type { Protocol, WireRequest } from './wire';

/** The service that a request is for, and the protocol that it is written in. */
export interface Identity {
  service: ServiceDescription;
  protocol: Protocol;
  /** The operation's name; only the model of a REST service tells it. */
  operation: (model: ServiceModel) => string | undefined;
}

/**
 * Finds the service, the protocol and the operation of a request, by what each protocol puts into its requests.
 * @returns undefined for a request that no service's protocol explains
 */
export function identify(
  services: readonly ServiceDescription[],
  request: WireRequest,
): Identity | undefined {
  return (
    identifyS3(services, request) ??
    identifyCbor(services, request) ??
    identifyJson(services, request) ??
    identifyQuery(services, request) ??
    identifyRest(services, request)
  );
}

function identifyS3(services: readonly ServiceDescription[], request: WireRequest): Identity | undefined {
  const service = services.find(({ protocols }) => protocols.s3 !== undefined);
  const protocol = service?.protocols.s3;
  if (!service || !protocol || !isS3Request(request)) return undefined;
  return { service, protocol, operation: (model) => s3Operation(model, request) };
}

function identifyCbor(services: readonly ServiceDescription[], { path }: WireRequest): Identity | undefined {
  const [, prefix, operation] = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(path) ?? [];
  const service = services.find(({ targetPrefix }) => targetPrefix !== undefined && targetPrefix === prefix);
  const protocol = service?.protocols.cbor;
  return service && protocol && { service, protocol, operation: () => operation };
}

function identifyJson(
  services: readonly ServiceDescription[],
  { headers }: WireRequest,
): Identity | undefined {
  const [prefix, operation] = headers['x-amz-target']?.split('.') ?? [];
  const service = services.find(({ targetPrefix }) => targetPrefix !== undefined && targetPrefix === prefix);
  const protocol = service?.protocols.json;
  return service && protocol && { service, protocol, operation: () => operation };
}

/** No two query services here have the same version, so the version tells them apart. */
function identifyQuery(services: readonly ServiceDescription[], request: WireRequest): Identity | undefined {
  if (request.path !== '/') return undefined;
  const parameters = queryParameters(request);
  const operation = parameters.get('Action') ?? undefined;
  const version = parameters.get('Version');
  const service = services.find(({ queryVersion }) => queryVersion !== undefined && queryVersion === version);
  const protocol = service?.protocols.query;
  return service && protocol && { service, protocol, operation: () => operation };
}

/**
 * Paths of Lambda, the only REST service here, begin with the date of an API version. So do those of other services, but
 * their requests are signed for them.
 */
function identifyRest(services: readonly ServiceDescription[], request: WireRequest): Identity | undefined {
  const { path, method } = request;
  if (!/^\/\d{4}-\d{2}-\d{2}\//.test(path)) return undefined;
  const scope = signingScope(request);
  const service = services.find(
    ({ name, protocols }) => protocols.rest !== undefined && (scope === undefined || scope === name),
  );
  const protocol = service?.protocols.rest;
  return (
    service &&
    protocol && {
      service,
      protocol,
      operation: ({ operations }) => findRestOperation([...operations.values()], method, path)?.name,
    }
  );
}
