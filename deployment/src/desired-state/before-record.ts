import { createHash } from 'node:crypto';
import type { TaskSet } from '@aws-sdk/client-ecs';
import { shortHash } from '../../../runtime/owner/naming';
import type { OwnerTag } from '../../../runtime/owner/owner-tag';
import { toAppSpec } from './appspec';
import { differences, OPTIONAL_PARAMETERS, parametersOf, type TaskSetParameters } from './task-set';

/** The tag that identifies the record of what ran before an update. */
export const BEFORE_TAG = 'org-codedeploy:ecs-deployment-before';

/** The content of the tag. The record itself is an AppSpec, which CodeDeploy stores as a revision of the application. */
export interface BeforeTag {
  /** Hash of the token of the operation that wrote the record. */
  operation: string;
  /** Hash of the desired state before that operation, as the template had it. */
  desired: string;
  /** The SHA-256 of the AppSpec, in hexadecimal digits. */
  sha256: string;
}

/** The tag's value. In base64url the hash is shorter: a tag value has at most 256 characters. */
export function toBeforeValue({ operation, desired, sha256 }: BeforeTag): string {
  return `${operation} ${desired} ${Buffer.from(sha256, 'hex').toString('base64url')}`;
}

/** @returns undefined for a value that `toBeforeValue` has not written */
export function fromBeforeValue(value: string): BeforeTag | undefined {
  const [operation, desired, hash = ''] = value.split(' ');
  const sha256 = Buffer.from(hash, 'base64url').toString('hex');
  return operation && desired && sha256.length === 64 ? { operation, desired, sha256 } : undefined;
}

/**
 * The hash of a desired state in the tag.
 * @param written the parameters as a template has them
 */
export function desiredHash(written: TaskSetParameters): string {
  return shortHash(toAppSpec(written, {}));
}

/**
 * Whether the record has what ran under a desired state before an update replaced that desired state. The owner tag must
 * still have the operation that wrote the record: an older record says nothing about what runs now.
 */
export function isRecordOf(
  before: BeforeTag | undefined,
  written: TaskSetParameters,
  owner: OwnerTag | undefined,
): before is BeforeTag {
  if (!before || !owner || before.desired !== desiredHash(written)) return false;
  return owner.operation === before.operation || (owner.superseded ?? []).includes(before.operation);
}

/** This strategy starts the same tasks as launch type FARGATE, which an AppSpec cannot name. */
const FARGATE = [{ capacityProvider: 'FARGATE', weight: 1 }];

/**
 * What to record before a deployment: all parameters of the running task set.
 * @param previous the parameters of the earlier template, as written
 * @param next the parameters that the deployment brings, complete
 * @returns undefined when a rollback needs no record: the earlier template sets every parameter that the deployment changes
 */
export function recordFor(
  previous: TaskSetParameters,
  running: TaskSet,
  next: TaskSetParameters,
): TaskSetParameters | undefined {
  const parameters = parametersOf(running);
  const changed = differences(parameters, next).filter((name) => previous[name] === undefined);
  if (changed.length === 0) return undefined;
  const strategyAdded = changed.includes('capacityProviderStrategy') && running.launchType === 'FARGATE';
  return strategyAdded ? { ...parameters, capacityProviderStrategy: FARGATE } : parameters;
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

/** Whether a template leaves out any parameter. Only then a record can complete it. */
export function leavesOpen(written: TaskSetParameters): boolean {
  return OPTIONAL_PARAMETERS.some((name) => written[name] === undefined);
}
