import { createHash } from 'node:crypto';
import type { TaskSet } from '@aws-sdk/client-ecs';
import { shortHash } from '../../../runtime/owner/naming';
import { operationsOf, type OwnerTag } from '../../../runtime/owner/owner-tag';
import { toAppSpec } from './appspec';
import { differences, matches, parametersOf, withLiveDefaults, type TaskSetParameters } from './task-set';

/** The tag that identifies the records of what ran before updates. */
export const BEFORE_TAG = 'org-codedeploy:ecs-deployment-before';

/** A record of what ran before an operation. The record itself is an AppSpec, which CodeDeploy stores as a revision. */
export interface BeforeRecord {
  /** The beginning of the hash of the operation's token. */
  operation: string;
  /** The SHA-256 of the AppSpec, in hexadecimal digits. */
  sha256: string;
}

/** So few characters tell the operations of an owner tag apart: five records have to fit into the 256 of a tag value. */
const OPERATION_LENGTH = 6;

/** The tag's value, newest record first. In base64url a hash is shorter than in hexadecimal digits. */
export function toBeforeValue(records: BeforeRecord[]): string {
  return records
    .map(({ operation, sha256 }) => `${operation}${Buffer.from(sha256, 'hex').toString('base64url')}`)
    .join(' ');
}

/** @returns without the parts that `toBeforeValue` has not written */
export function fromBeforeValue(value: string): BeforeRecord[] {
  return value
    .split(' ')
    .map((part) => ({
      operation: part.slice(0, OPERATION_LENGTH),
      sha256: Buffer.from(part.slice(OPERATION_LENGTH), 'base64url').toString('hex'),
    }))
    .filter(({ sha256 }) => sha256.length === 64);
}

/**
 * The hash of a desired state in the owner tag.
 * @param written the parameters as a template has them
 */
export function desiredHash(written: TaskSetParameters): string {
  return shortHash(toAppSpec(written, {})).slice(0, 8);
}

/** The records and one more. Those of operations that the owner tag no longer has say nothing about what runs now. */
export function withRecord(
  records: BeforeRecord[],
  { operation, sha256 }: BeforeRecord,
  owner: OwnerTag,
): BeforeRecord[] {
  const known = operationsOf(owner);
  const kept = records.filter((record) => known.some((each) => each.startsWith(record.operation)));
  return [{ operation: operation.slice(0, OPERATION_LENGTH), sha256 }, ...kept];
}

/**
 * The record of what ran under a desired state: of the first operation that has left it, or of the first one after that
 * which has recorded anything. An operation that has recorded nothing has changed no parameter that a template may leave
 * out. So of several updates that failed in a row, the record tells what ran before the first.
 * @param written the parameters of the desired state as the template has them
 * @returns undefined when the owner tag has no operation that has left it, or nothing was recorded since
 */
export function findRecord(
  records: BeforeRecord[],
  written: TaskSetParameters,
  owner: OwnerTag | undefined,
): BeforeRecord | undefined {
  return recordsSince(records, written, owner).at(-1);
}

/**
 * The record of the operation that a stack rollback undoes. After a drift-aware update the owner tag may not tell that it
 * has left the desired state, because CloudFormation sends what runs as the previous properties.
 * @param rollback the hash of the rollback's token
 * @param undone hash of the desired state that the undone update brings; undefined when that is what the rollback brings
 * @returns undefined when that operation has recorded nothing, or the tag does not have it: it may have failed before it
 *   wrote the tag, or the tag shows late. The newest record is then that of an older operation
 */
export function recordOfUndone(
  records: BeforeRecord[],
  owner: OwnerTag | undefined,
  rollback: string,
  undone: string | undefined,
): BeforeRecord | undefined {
  const operations = owner ? operationsOf(owner) : [];
  const newest = operations.findIndex((operation) => operation !== rollback);
  if (undone === undefined || owner?.brings?.[newest] !== undone) return undefined;
  return records.find((record) => operations[newest]?.startsWith(record.operation));
}

/**
 * The records that are left when a desired state is reached again: those of operations before the first that has left it, and
 * those of operations that have brought it.
 */
export function withoutRecordsSince(
  records: BeforeRecord[],
  written: TaskSetParameters,
  owner: OwnerTag | undefined,
): BeforeRecord[] {
  const since = recordsSince(records, written, owner);
  return records.filter((record) => !since.includes(record));
}

/** Newest first. An operation that brings the desired state tells by its record what ran under another one. */
function recordsSince(
  records: BeforeRecord[],
  written: TaskSetParameters,
  owner: OwnerTag | undefined,
): BeforeRecord[] {
  if (!owner?.left) return [];
  const wanted = desiredHash(written);
  const first = owner.left.lastIndexOf(wanted);
  return operationsOf(owner)
    .slice(0, first + 1)
    .filter((_operation, index) => owner.left?.[index] === wanted || broughtBy(owner, index) !== wanted)
    .flatMap((operation) => records.find((record) => operation.startsWith(record.operation)) ?? []);
}

/**
 * The hash of the desired state that an operation of the tag has brought. Of the newest two the tag says it: one between them may be
 * missing there. What an older one has brought, the next one to leave any has left.
 */
function broughtBy({ left = [], brings = [] }: OwnerTag, index: number): string | undefined {
  return brings[index] ?? left.slice(0, index).findLast((hash) => hash !== '') ?? brings[0];
}

/**
 * The parameters that ran under a desired state.
 * @param recorded those of the record. Of a later operation than the one that has left the desired state, they are right
 *   only where the template leaves them out.
 */
export function completed(written: TaskSetParameters, recorded: TaskSetParameters): TaskSetParameters {
  return matches(recorded, written) ? recorded : withLiveDefaults(written, recorded);
}

/** This strategy starts the same tasks as launch type FARGATE, which an AppSpec cannot name. */
const FARGATE = [{ capacityProvider: 'FARGATE', weight: 1 }];

/**
 * What to record before a deployment: all parameters of the running task set. Also when the earlier template sets all that
 * changes, because the stack may go back to a template before that one.
 * @param next the parameters that the deployment brings, complete
 * @returns undefined when a rollback needs no record: the deployment changes no parameter that a template may leave out
 */
export function recordFor(running: TaskSet, next: TaskSetParameters): TaskSetParameters | undefined {
  const parameters = parametersOf(running);
  if (differences(parameters, next).length === 0) return undefined;
  const hasStrategy = parameters.capacityProviderStrategy !== undefined;
  return running.launchType === 'FARGATE' && !hasStrategy
    ? { ...parameters, capacityProviderStrategy: FARGATE }
    : parameters;
}

/** The record as the text of an AppSpec, with its SHA-256 in hexadecimal digits. */
export function toRecord(parameters: TaskSetParameters): { content: string; sha256: string } {
  const content = toAppSpec(parameters, {});
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}

/** The part of an AppSpec that `fromRecord` reads. */
interface Recorded {
  Resources: [
    {
      TargetService: {
        Properties: {
          TaskDefinition: string;
          LoadBalancerInfo: { ContainerName?: string; ContainerPort?: number };
          PlatformVersion?: string;
          NetworkConfiguration?: {
            AwsvpcConfiguration: {
              Subnets: string[];
              SecurityGroups?: string[];
              AssignPublicIp?: 'ENABLED' | 'DISABLED';
            };
          };
          CapacityProviderStrategy?: { CapacityProvider: string; Base?: number; Weight?: number }[];
        };
      };
    },
  ];
}

/** The parameters in an AppSpec that `toRecord` has written. It was found by its SHA-256, so it is unchanged. */
export function fromRecord(content: string): TaskSetParameters {
  const { Resources } = JSON.parse(content) as Recorded;
  const properties = Resources[0].TargetService.Properties;
  const { NetworkConfiguration: network, CapacityProviderStrategy: strategy } = properties;
  return {
    taskDefinition: properties.TaskDefinition,
    containerName: properties.LoadBalancerInfo.ContainerName,
    containerPort: properties.LoadBalancerInfo.ContainerPort,
    platformVersion: properties.PlatformVersion,
    network: network && {
      subnets: network.AwsvpcConfiguration.Subnets,
      securityGroups: network.AwsvpcConfiguration.SecurityGroups,
      assignPublicIp: network.AwsvpcConfiguration.AssignPublicIp,
    },
    capacityProviderStrategy: strategy?.map((item) => ({
      capacityProvider: item.CapacityProvider,
      base: item.Base,
      weight: item.Weight,
    })),
  };
}
