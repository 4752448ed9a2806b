import { CborCodec, cbor } from '@smithy/core/cbor';
import { faultType, type Protocol } from './wire';

const codec = new CborCodec();
const HEADERS = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/**
 * Smithy RPC v2 CBOR: `POST /service/<name>/operation/<operation>`. botocore uses it for the services that
 * offer it. Source: Smithy, "Smithy RPC v2 CBOR protocol".
 */
export function smithyRpcV2Cbor(queryCompatible: boolean): Protocol {
  return {
    name: 'smithy-rpc-v2-cbor',
    async readInput(operation, request) {
      if (operation.input.isUnitSchema() || request.body.length === 0) return {};
      const input: unknown = codec.createDeserializer().read(operation.input, request.body);
      return input;
    },
    writeOutput(operation, output) {
      if (operation.output.isUnitSchema()) {
        return { status: 200, headers: { 'smithy-protocol': 'rpc-v2-cbor' }, body: '' };
      }
      const serializer = codec.createSerializer();
      serializer.write(operation.output, output ?? {});
      return { status: 200, headers: HEADERS, body: serializer.flush() };
    },
    writeError(error) {
      const query = queryCompatible ? { 'x-amzn-query-error': `${error.code};${faultType(error)}` } : {};
      return {
        status: error.status,
        headers: { ...HEADERS, ...query },
        body: cbor.serialize({ __type: error.code, message: error.message }),
      };
    },
  };
}
