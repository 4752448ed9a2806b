import type { Account, GroupSettings, Version } from '../virtual/account';

/** What a stack wants of its service. */
export interface Wish {
  version: Version;
  /** The function that tests the new version through the test listener. */
  hook?: string | undefined;
  /** Done when all traffic is shifted; who knows no such thing waits for the deployment's end. */
  untilShifted?: boolean | undefined;
}

export interface Change {
  /** undefined: the resource is created. */
  from: Wish | undefined;
  to: Wish;
  /** Whether the stack is on its way back. */
  rollback: boolean;
}

export interface Answer {
  /** Milliseconds of virtual time. */
  at: number;
  succeeded: boolean;
  message: string;
}

/** What CloudFormation has asked a resource to do. It moves on the virtual clock. */
export interface Operation {
  /** What CloudFormation was told; undefined until then. */
  readonly answer: Answer | undefined;
  /** CloudFormation has lost interest: a registry type is not called again, a custom resource runs on unheard. */
  abandon(): void;
}

/** A candidate's functions, set up in an account. */
export interface Installed {
  /** How often its functions have been invoked so far. */
  readonly invocations: number;
  /** What the function that polls was invoked with last. */
  readonly lastEvent: object | undefined;
  begin(change: Change): Operation;
  /** What CloudFormation asks for when a stack's operation is over: the deletion of what was replaced. */
  cleanUp(): Operation[];
  close(): Promise<void>;
}

/** Something that brings a new version to a service when a stack is updated. */
export interface Candidate {
  readonly name: string;
  /** What its deployment group can have of these settings. */
  groupFor(settings: GroupSettings): GroupSettings;
  install(account: Account): Promise<Installed>;
}
