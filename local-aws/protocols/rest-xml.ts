import { XmlShapeDeserializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from '../core/service';
import { decodeChunks } from './aws-chunked';
import { xmlDocument } from './query';
import { s3AddressOf } from './s3-request';
import type { OperationShape, Protocol, WireRequest, WireResponse } from './wire';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** Timestamps are date-times unless the member has a trait of its own. */
const SETTINGS = {
  timestampFormat: { useTrait: true, default: 5 as const },
  httpBindings: true,
  xmlNamespace: NAMESPACE,
  serviceNamespace: 'com.amazonaws.s3',
};

/** The protocol of S3. Source: Smithy, "AWS REST XML protocol" and "HTTP binding traits". */
export const restXml: Protocol = {
  name: 'rest-xml',
  async readInput(operation, wire) {
    const { headers, body } = decoded(wire);
    const { bucket, key } = s3AddressOf(wire);
    const input: Record<string, unknown> = {};
    for (const [name, member] of operation.input.structIterator()) {
      const traits = member.getMergedTraits();
      if (traits.httpPayload) {
        input[name] = await payload(member, body);
      } else if (traits.httpPrefixHeaders) {
        input[name] = prefixed(headers, traits.httpPrefixHeaders);
      } else {
        const text = traits.httpLabel
          ? name === 'Key'
            ? key
            : bucket
          : traits.httpQuery
            ? (wire.query.get(traits.httpQuery) ?? undefined)
            : headers[(traits.httpHeader ?? '').toLowerCase()];
        if (text !== undefined) input[name] = fromText(member, text);
      }
    }
    return input;
  },
  writeOutput(operation, output) {
    const members = Object(output ?? {}) as Record<string, unknown>;
    const response: WireResponse = { status: operation.http?.[2] ?? 200, headers: {}, body: '' };
    if (operation.output.isUnitSchema()) return response;
    const inBody = new Map(Object.entries(members));
    let hasPayload = false;
    for (const [name, member] of operation.output.structIterator()) {
      const { httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
      if (!httpHeader && !httpPrefixHeaders && !httpPayload) continue;
      inBody.delete(name);
      const value = members[name];
      hasPayload ||= httpPayload !== undefined;
      if (value === undefined || value === null) continue;
      if (httpHeader) response.headers[httpHeader.toLowerCase()] = toText(value);
      else if (httpPrefixHeaders)
        for (const [key, each] of Object.entries(Object(value) as object))
          response.headers[httpPrefixHeaders + key] = toText(each);
      else writePayload(response, member, value);
    }
    // An answer with a part of an object says so by its status.
    if (response.headers['content-range'] !== undefined) response.status = 206;
    if (!hasPayload && response.status !== 204)
      writeDocument(response, operation, Object.fromEntries(inBody));
    return response;
  },
  writeError({ status, code, message }, requestId) {
    return {
      status,
      headers: { 'content-type': 'application/xml' },
      body: xmlDocument({ Error: { Code: code, Message: message, RequestId: requestId } }),
    };
  },
};

/** The body without its transfer encoding; checksums after it count as headers. */
function decoded({ headers, body }: WireRequest): Pick<WireRequest, 'headers' | 'body'> {
  const isChunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
    headers['content-encoding']?.split(',').some((each) => each.trim() === 'aws-chunked') === true;
  if (!isChunked) return { headers, body };
  const { body: chunks, trailers } = decodeChunks(body);
  const encodings = (headers['content-encoding'] ?? '').split(',').map((each) => each.trim());
  const rest = encodings.filter((each) => each !== 'aws-chunked' && each !== '').join(',');
  const content = { 'content-encoding': rest };
  return { headers: { ...headers, ...content, ...trailers }, body: chunks };
}

async function payload(schema: NormalizedSchema, body: Uint8Array): Promise<unknown> {
  if (schema.isBlobSchema() || schema.isStreaming()) return body;
  if (schema.isStringSchema()) return Buffer.from(body).toString();
  if (body.length === 0) return undefined;
  try {
    const value: unknown = await new XmlShapeDeserializer(SETTINGS).read(schema, body);
    return value;
  } catch {
    throw new ServiceError('MalformedXML', 'The XML that you provided was not well-formed.');
  }
}

function prefixed(headers: WireRequest['headers'], prefix: string): Record<string, string> {
  const named = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(prefix.length), value]));
}

function fromText(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isTimestampSchema()) return new Date(text);
  return schema.isListSchema() ? text.split(',').map((each) => each.trim()) : text;
}

function toText(value: unknown): string {
  return value instanceof Date ? value.toUTCString() : String(value);
}

function writePayload(response: WireResponse, schema: NormalizedSchema, value: unknown): void {
  if (value instanceof Uint8Array) response.body = value;
  else if (typeof value === 'string') response.body = value;
  else {
    response.headers['content-type'] = 'application/xml';
    response.body = document(schema, value);
  }
}

function writeDocument(response: WireResponse, { name, output }: OperationShape, rest: object): void {
  if (Object.keys(rest).length === 0 && !hasBody(output)) return;
  response.headers['content-type'] = 'application/xml';
  // Only this answer is a single element with a text.
  const { LocationConstraint } = rest as { LocationConstraint?: string };
  response.body =
    name === 'GetBucketLocation'
      ? xmlDocument({ LocationConstraint: { '@_xmlns': NAMESPACE, '#text': LocationConstraint ?? '' } })
      : document(output, rest);
}

function hasBody(output: NormalizedSchema): boolean {
  return [...output.structIterator()].some(([, member]) => {
    const { httpHeader, httpPrefixHeaders } = member.getMergedTraits();
    return !httpHeader && !httpPrefixHeaders;
  });
}

function document(schema: NormalizedSchema, value: unknown): string {
  const serializer = new XmlShapeSerializer(SETTINGS);
  serializer.write(schema, value);
  return '<?xml version="1.0" encoding="UTF-8"?>\n' + String(serializer.flush());
}
