import { NormalizedSchema } from '@smithy/core/schema';
import type { EnumMembers } from './service-description';
import type { EnumValues } from './violations';
import type { OperationShape, WireError } from './wire';

/** The exports of a client package of the SDK: the schema of each shape under the shape's name with a dollar sign. */
type ClientPackage = Readonly<Record<string, unknown>>;

const OPERATION = 9;

/** The model of a service, read from the schemas of the SDK's client. */
export interface ServiceModel {
  operations: ReadonlyMap<string, OperationShape>;
  enums: EnumValues;
  /** The error on the wire, with the code and the status that the model declares for it. */
  error(code: string, message: string, status: number): WireError;
}

/**
 * @param enums the members that are checked
 * @throws Error when the client exports no such enum
 */
export function toServiceModel(clientPackage: ClientPackage, enums: EnumMembers = {}): ServiceModel {
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
    enums: valuesOf(clientPackage, enums),
    error(code, message, status) {
      const schema = clientPackage[`${code}$`];
      const traits: Traits = Array.isArray(schema) ? (schema[3] as Traits) : 0;
      if (typeof traits !== 'object') return { code, message, status };
      const [queryCode, queryStatus] = traits.awsQueryError ?? [];
      return { code: queryCode ?? code, message, status: queryStatus ?? traits.httpError ?? status };
    },
  };
}

function valuesOf(clientPackage: ClientPackage, enums: EnumMembers): EnumValues {
  const values = (name: string): string[] => {
    const found = clientPackage[name];
    if (typeof found !== 'object' || found === null) throw new Error(`The client exports no enum ${name}.`);
    return Object.values(found).map(String);
  };
  return Object.fromEntries(
    Object.entries(enums).map(([structure, members]) => [
      structure,
      Object.fromEntries(Object.entries(members).map(([member, name]) => [member, values(name)])),
    ]),
  );
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

type Traits =
  | number
  | {
      http?: [method: string, path: string, status: number];
      awsQueryError?: [code: string, status: number];
      httpError?: number;
    };
