import type { NormalizedSchema } from '@smithy/core/schema';
import XMLBuilder from 'fast-xml-builder';
import { readQueryInput } from './query-input';
import { faultType, type Protocol, type WireRequest } from './wire';

const builder = new XMLBuilder({ ignoreAttributes: false, suppressBooleanAttributes: false });

/** @param content names of elements with their content; names with `@_` are attributes */
export function xmlDocument(content: Record<string, unknown>): string {
  return '<?xml version="1.0" encoding="UTF-8"?>\n' + builder.build(content);
}

/** The parameters of a query request, from its URL and its form. */
export function queryParameters(request: WireRequest): URLSearchParams {
  const parameters = new URLSearchParams(request.query);
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    for (const [key, value] of new URLSearchParams(Buffer.from(request.body).toString())) {
      parameters.append(key, value);
    }
  }
  return parameters;
}

/**
 * AWS query: parameters as a form, answers in XML.
 * Source: Smithy, "AWS query protocol".
 * @param namespace the XML namespace of the service's answers
 */
export function awsQuery(namespace: string): Protocol {
  return {
    name: 'query',
    async readInput(operation, request) {
      return readQueryInput(operation.input, queryParameters(request));
    },
    writeOutput(operation, output, requestId) {
      const result = operation.output.isUnitSchema()
        ? {}
        : { [`${operation.name}Result`]: toXml(operation.output, output ?? {}) };
      const response = { '@_xmlns': namespace, ...result, ResponseMetadata: { RequestId: requestId } };
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: xmlDocument({ [`${operation.name}Response`]: response }),
      };
    },
    writeError(error, requestId) {
      const body = { Type: faultType(error), Code: error.code, Message: error.message };
      return {
        status: error.status,
        headers: { 'content-type': 'text/xml' },
        body: xmlDocument({ ErrorResponse: { '@_xmlns': namespace, Error: body, RequestId: requestId } }),
      };
    },
  };
}

/** A value for the XML builder: properties become elements, and an array becomes elements of one name. */
function toXml(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema()) return structureToXml(schema, Object(value) as object);
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return { [item.getMergedTraits().xmlName ?? 'member']: value.map((each) => toXml(item, each)) };
  }
  if (schema.isMapSchema()) {
    const [keyName, valueName] = [schema.getKeySchema(), schema.getValueSchema()].map(
      (each, index) => each.getMergedTraits().xmlName ?? (index === 0 ? 'key' : 'value'),
    );
    const entry = Object.entries(Object(value) as object).map(([key, each]) => ({
      [keyName ?? 'key']: key,
      [valueName ?? 'value']: toXml(schema.getValueSchema(), each),
    }));
    return { entry };
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

function structureToXml(schema: NormalizedSchema, value: object): Record<string, unknown> {
  const members = new Map<string, unknown>(Object.entries(value));
  const elements: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const content = members.get(name);
    if (content !== undefined && content !== null) {
      elements[member.getMergedTraits().xmlName ?? name] = toXml(member, content);
    }
  }
  return elements;
}
