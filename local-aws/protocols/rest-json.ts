import type { NormalizedSchema } from '@smithy/core/schema';
import { readJson, writeJson } from './json';
import type { OperationShape, Protocol, WireResponse } from './wire';

/** A path of the model, e.g. `/functions/{FunctionName}`, as a regular expression with a named group for each label. */
function pathPattern(path: string): RegExp {
  const plain = path.split('?')[0] ?? path;
  const source = plain
    .split('/')
    .map((part) =>
      part.replace(
        /^\{(\w+)(\+?)\}$/,
        (_, label: string, greedy) => `(?<${label}>${greedy ? '.+' : '[^/]+'})`,
      ),
    )
    .join('/');
  return new RegExp(`^${source.replace(/\/$/, '')}/?$`);
}

/** The operation of a REST service with this method and path. */
export function findRestOperation(
  operations: readonly OperationShape[],
  method: string,
  path: string,
): OperationShape | undefined {
  return operations.find(({ http }) => http?.[0] === method && pathPattern(http[1]).test(path));
}

function numberOrText(schema: NormalizedSchema, text: string): unknown {
  return schema.isNumericSchema() ? Number(text) : schema.isBooleanSchema() ? text === 'true' : text;
}

/** REST with JSON bodies, the protocol of Lambda. Source: Smithy, "AWS REST JSON 1.0 protocol" and "HTTP binding traits". */
export const restJson: Protocol = {
  name: 'rest-json',
  async readInput(operation, request) {
    if (operation.input.isUnitSchema()) return {};
    const labels = pathPattern(operation.http?.[1] ?? '').exec(request.path)?.groups ?? {};
    const bound: Record<string, unknown> = {};
    let payload = false;
    for (const [name, member] of operation.input.structIterator()) {
      const traits = member.getMergedTraits();
      const text = traits.httpLabel
        ? labels[name] && decodeURIComponent(labels[name])
        : traits.httpQuery
          ? request.query.get(traits.httpQuery)
          : traits.httpHeader && request.headers[traits.httpHeader.toLowerCase()];
      if (text !== undefined && text !== null) bound[name] = numberOrText(member, text);
      if (traits.httpPayload) {
        payload = true;
        bound[name] = request.body;
      }
    }
    if (payload || request.body.length === 0) return bound;
    const document = await readJson(operation.input, Buffer.from(request.body).toString());
    return { ...Object(document), ...bound } as unknown;
  },
  writeOutput(operation, output) {
    const response: WireResponse = {
      status: operation.http?.[2] ?? 200,
      headers: { 'content-type': 'application/json' },
      body: '',
    };
    if (operation.output.isUnitSchema()) return response;
    const members = new Map<string, unknown>(Object.entries(Object(output ?? {}) as object));
    const body = new Map(members);
    let payload = false;
    for (const [name, member] of operation.output.structIterator()) {
      const traits = member.getMergedTraits();
      const value = members.get(name);
      if (!traits.httpHeader && !traits.httpPayload && !traits.httpResponseCode) continue;
      body.delete(name);
      payload ||= traits.httpPayload !== undefined;
      if (value === undefined) continue;
      if (traits.httpHeader && typeof value === 'string')
        response.headers[traits.httpHeader.toLowerCase()] = value;
      else if (traits.httpResponseCode) response.status = Number(value);
      else response.body = value instanceof Uint8Array ? value : JSON.stringify(value);
    }
    if (!payload && response.status !== 204) {
      response.body = writeJson(operation.output, Object.fromEntries(body));
    }
    return response;
  },
  writeError(error) {
    return {
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
      body: JSON.stringify({ Type: error.status >= 500 ? 'Service' : 'User', message: error.message }),
    };
  },
};
