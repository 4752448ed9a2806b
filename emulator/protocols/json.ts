import { JsonCodec2 } from '@aws-sdk/core/protocols';
import { faultType, type Protocol } from './wire';

/** Timestamps are epoch seconds unless a member's own trait says otherwise. */
export const jsonCodec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });

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
      const input: unknown = await jsonCodec.createDeserializer().read(operation.input, body);
      return input;
    },
    writeOutput(operation, output) {
      const headers = { 'content-type': contentType };
      if (operation.output.isUnitSchema()) return { status: 200, headers, body: '' };
      const serializer = jsonCodec.createSerializer();
      serializer.write(operation.output, output ?? {});
      return { status: 200, headers, body: serializer.flush() };
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
