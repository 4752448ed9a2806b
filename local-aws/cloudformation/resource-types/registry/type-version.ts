import type { ValueMap } from '../../values/value';
import type { ResourceSchema } from './schema';

/** What a registration may say besides its package. */
export interface RegisterOptions {
  /** What the package must be, when its user says so. */
  kind?: TypeVersion['kind'];
  /** The name that the package must have, when its user says so. */
  typeName?: string;
  /** The log group of the handlers, as in LoggingConfig. */
  logGroupName?: string;
  /** The role with which AWS writes the handlers' logs, as in LoggingConfig. It is only shown: logs are written without it. */
  logRoleArn?: string;
  /** The execution role of the handlers, as in ExecutionRoleArn. Without one, IAM is not asked about their calls. */
  executionRoleArn?: string;
  /** The type configuration, as SetTypeConfiguration stores it. */
  typeConfiguration?: ValueMap;
  /** Called with each line that the handlers print. */
  log?: (line: string) => void;
  /** Makes this the default version. The first version always is the default. */
  asDefault?: boolean;
}

/** One version of a private type. */
export interface TypeVersion {
  typeName: string;
  kind: 'RESOURCE' | 'MODULE';
  /** `00000001` and so on. */
  version: string;
  arn: string;
  /** Registered: virtual time. */
  created: Date;
  /** Deregistered: no template can use the version any more, but clients can still describe it. */
  deprecated: boolean;
  /** The schema of a resource type. */
  schema: ResourceSchema | undefined;
  logGroupName: string | undefined;
  logRoleArn: string | undefined;
  executionRoleArn: string | undefined;
}
