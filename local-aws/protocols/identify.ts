import { SERVICES, type ServiceDescription } from './catalogue';
import type { ServiceModel } from './models';
import { queryParameters } from './query';
import { findRestOperation } from './rest-json';
import type { Protocol, WireRequest } from './wire';

/** Whose request it is, and in which protocol. */
export interface Identity {
  service: ServiceDescription;
  protocol: Protocol;
  /** The operation's name; of REST services it follows from the model. */
  operation: (model: ServiceModel) => string | undefined;
}

/** Tells requests apart by what each protocol puts into them, or answers undefined for what is no API request. */
export function identify(request: WireRequest): Identity | undefined {
  return identifyCbor(request) ?? identifyJson(request) ?? identifyQuery(request) ?? identifyRest(request);
}

function identifyCbor({ path }: WireRequest): Identity | undefined {
  const [, prefix, operation] = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(path) ?? [];
  const service = SERVICES.find(({ targetPrefix }) => targetPrefix !== undefined && targetPrefix === prefix);
  const protocol = service?.protocols.cbor;
  return service && protocol && { service, protocol, operation: () => operation };
}

function identifyJson({ headers }: WireRequest): Identity | undefined {
  const [prefix, operation] = headers['x-amz-target']?.split('.') ?? [];
  const service = SERVICES.find(({ targetPrefix }) => targetPrefix !== undefined && targetPrefix === prefix);
  const protocol = service?.protocols.json;
  return service && protocol && { service, protocol, operation: () => operation };
}

/** The versions of the query services differ, so no credential scope is needed. */
function identifyQuery(request: WireRequest): Identity | undefined {
  if (request.path !== '/') return undefined;
  const parameters = queryParameters(request);
  const operation = parameters.get('Action') ?? undefined;
  const version = parameters.get('Version');
  const service = SERVICES.find(({ queryVersion }) => queryVersion !== undefined && queryVersion === version);
  const protocol = service?.protocols.query;
  return service && protocol && { service, protocol, operation: () => operation };
}

/** Lambda's paths begin with the date of an API version. */
function identifyRest({ path, method }: WireRequest): Identity | undefined {
  if (!/^\/\d{4}-\d{2}-\d{2}\//.test(path)) return undefined;
  const service = SERVICES.find(({ protocols }) => protocols.rest);
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
