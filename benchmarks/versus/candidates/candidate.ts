import type { Account, GroupSettings, Version } from '../virtual-time/account';

/** What a stack declares for its service. */
export interface Wanted {
  version: Version;
  /** The function that tests the new version through the test listener. */
  hook?: string | undefined;
  /** Done when all traffic is shifted. A candidate without this option waits for the deployment's end. */
  untilShifted?: boolean | undefined;
}

export interface Change {
  /** undefined: the resource is created. */
  from: Wanted | undefined;
  to: Wanted;
  /** Whether the stack is rolling back. */
  rollback: boolean;
}

export interface Answer {
  /** Milliseconds of virtual time. */
  at: number;
  succeeded: boolean;
  message: string;
}

/** An operation that CloudFormation has requested. It proceeds on the virtual clock. */
export interface Operation {
  /** The final answer; undefined while the operation is in progress. */
  readonly answer: Answer | undefined;
  /** CloudFormation has cancelled it: a registry type is not called again, a custom resource's answer is ignored. */
  ignoreAnswer(): void;
}

/** A candidate's functions, deployed in an account. */
export interface Installed {
  /** Invocations of its functions so far. */
  readonly invocations: number;
  /** The latest event of the function that polls. */
  readonly lastEvent: object | undefined;
  begin(change: Change): Operation;
  /** CloudFormation's clean-up after a stack operation: the deletion of replaced resources. */
  cleanUp(): Operation[];
  close(): Promise<void>;
}

/** One way to deploy a service from a stack update. */
export interface Candidate {
  readonly name: string;
  /** The settings that its deployment group supports, of those wanted. */
  groupFor(settings: GroupSettings): GroupSettings;
  install(account: Account): Promise<Installed>;
}
