import type { VirtualClock } from '../../core/clock';
import type { ResourceFaults } from './resource-faults';
import type { ResourceProvider } from '../resource-types/provider';
import type { Stack } from './stack';
import type { Stacks } from './stacks';

/** What is unknown of CloudFormation, or worth trying the other way. */
export interface Settings {
  /** How often a chain's call is made when its answer is a retriable error: NetworkFailure, ResourceConflict, ServiceInternalError, Throttling. */
  callsOnRetriableError: number;
  /** In which order an update's rollback takes resources back: along the old template's dependencies, or against them. */
  rollbackOrder: 'dependencies' | 'reversed';
}

export const DEFAULT_SETTINGS: Settings = { callsOnRetriableError: 3, rollbackOrder: 'dependencies' };

/** The place where stacks live: an account and region, its time, and its resource types. */
export interface StackEnvironment {
  readonly clock: VirtualClock;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly settings: Settings;
  readonly faults: ResourceFaults;
  readonly stacks: Stacks;
  /** A new identifier; the same in each run. */
  uuid(): string;
  findProvider(typeName: string): ResourceProvider | undefined;
  /** Every type that a template may name. */
  typeNames(): string[];
  /** The stack that exports a value by this name. */
  findExport(name: string): { stack: Stack; value: string } | undefined;
  /** Names of the stacks that import it. */
  importers(name: string): string[];
  /** The value of an SSM parameter. */
  storedParameter(name: string): Promise<string>;
  onEvent(stack: Stack): void;
}

export function providerOf(environment: StackEnvironment, typeName: string): ResourceProvider {
  const provider = environment.findProvider(typeName);
  if (!provider) throw new Error(`No resource type ${typeName}.`);
  return provider;
}
