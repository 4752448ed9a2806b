import { NormalizedSchema } from '@smithy/core/schema';
import type { OperationShape, WireError } from './wire';

/** The exports of a client package of the SDK: the schema of each shape under the shape's name with a dollar sign. */
type ClientPackage = Readonly<Record<string, unknown>>;

const OPERATION = 9;

/** The model of a service, read from the schemas of the SDK's client. */
export interface ServiceModel {
  operations: ReadonlyMap<string, OperationShape>;
  /** The error on the wire, with the code and the status that the model declares for it. */
  error(code: string, message: string, status: number): WireError;
}

export function toServiceModel(clientPackage: ClientPackage): ServiceModel {
  const operations = new Map<string, OperationShape>();
  for (const schema of Object.values(clientPackage)) {
    if (!Array.isArray(schema) || schema[0] !== OPERATION) continue;
    const [, , name, traits, input, output] = schema as [
      number,
      string,
      string,
      Traits,
      SchemaRef,
      SchemaRef,
    ];
    operations.set(name, {
      name,
      input: NormalizedSchema.of(input),
      output: NormalizedSchema.of(output),
      http: typeof traits === 'object' ? traits.http : undefined,
    });
  }
  return {
    operations,
    error(code, message, status) {
      const schema = clientPackage[`${code}$`];
      const traits: Traits = Array.isArray(schema) ? (schema[3] as Traits) : 0;
      if (typeof traits !== 'object') return { code, message, status };
      const [queryCode, queryStatus] = traits.awsQueryError ?? [];
      return { code: queryCode ?? code, message, status: queryStatus ?? traits.httpError ?? status };
    },
  };
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

type Traits =
  | number
  | {
      http?: [method: string, path: string, status: number];
      awsQueryError?: [code: string, status: number];
      httpError?: number;
    };
