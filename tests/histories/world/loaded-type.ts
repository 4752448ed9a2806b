import type { ResourceSchema } from '#local-aws';

/** A packaged type whose entrypoint this process can call. */
export interface LoadedType {
  schema: ResourceSchema;
  entrypoint: (event: unknown) => Promise<unknown>;
}
