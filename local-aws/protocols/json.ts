import { JsonCodec2 } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { faultType, type Protocol } from './wire';

/** Timestamps are epoch seconds unless the member has a trait of its own. */
const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });

/** Reads a JSON document by its shape, and drops members that the shape does not have. */
export async function readJson(schema: NormalizedSchema, text: string): Promise<unknown> {
  return codec.createDeserializer().read(schema, text);
}

export function writeJson(schema: NormalizedSchema, value: unknown): Uint8Array {
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  // Plain bytes: the codec's own result prints a warning when it is read as text.
  return new Uint8Array(serializer.flush());
}

/**
 * AWS JSON 1.0 and 1.1: one path, the operation in `X-Amz-Target`.
 * Source: Smithy, "AWS JSON 1.1 protocol" and "AWS query compatible trait" (the `x-amzn-query-error` header).
 */
export function awsJson(version: '1.0' | '1.1', queryCompatible: boolean): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    name: 'json',
    async readInput(operation, request) {
      const body = request.body.length > 0 ? Buffer.from(request.body).toString() : '{}';
      if (operation.input.isUnitSchema()) return {};
      return readJson(operation.input, body);
    },
    writeOutput(operation, output) {
      const headers = { 'content-type': contentType };
      if (operation.output.isUnitSchema()) return { status: 200, headers, body: '' };
      return { status: 200, headers, body: writeJson(operation.output, output ?? {}) };
    },
    writeError(error) {
      const query = queryCompatible ? { 'x-amzn-query-error': `${error.code};${faultType(error)}` } : {};
      return {
        status: error.status,
        headers: { 'content-type': contentType, ...query },
        body: JSON.stringify({ __type: error.code, message: error.message }),
      };
    },
  };
}
