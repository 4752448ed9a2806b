import type { Settings } from '../cloudformation/stacks/stack-environment';
import type { CodeDeployFaults } from '../services/codedeploy/faults';
import type { CodeDeployReadings } from '../services/codedeploy/readings';
import type { EcsFaults } from '../services/ecs/faults';

/** The settings of the local AWS that turn a reading on. Those of CloudFormation are given to its constructor. */
export interface Switch {
  cloudFormation?: Partial<Settings>;
  codeDeployReadings?: Partial<CodeDeployReadings>;
  codeDeployFaults?: Partial<CodeDeployFaults>;
  ecsFaults?: Partial<EcsFaults>;
}

/** One answer that AWS may have to a question. */
export interface Reading {
  readonly name: string;
  /** What AWS does then, in Markdown. */
  readonly says: string;
  /** Absent for the reading that the local AWS takes, and for those that it cannot show. */
  readonly switch?: Switch;
}

interface Row {
  /** Never changes, and is never given again: see `RETIRED`. */
  readonly id: string;
  readonly question: string;
  /** What the local AWS does, in Markdown. */
  readonly decision: string;
}

/** The local AWS does less than AWS, whose behaviour is known. */
interface Simplification extends Row {
  readonly kind: 'simplified';
  readonly noticedBy: 'users';
}

/** A question that AWS's documentation leaves open, whose answer neither a handler nor a user can notice. */
interface UnnoticedQuestion extends Row {
  readonly kind: 'open';
  readonly noticedBy: 'neither';
}

/** A question that AWS's documentation leaves open. */
export interface OpenQuestion extends Row {
  readonly kind: 'open';
  /** `handlers`: a handler of this repository's types may act on the answer. `users`: only people see it. */
  readonly noticedBy: 'handlers' | 'users';
  /**
   * `documented`: AWS says it, without its details. `recorded`: published output shows it. `reported`: people wrote it.
   * `likely`: AWS says something near. `guess`: nothing is known.
   */
  readonly sure: 'documented' | 'recorded' | 'reported' | 'likely' | 'guess';
  /** What speaks for the decision, with its source. */
  readonly evidence: string;
  /** What the handlers, or users, do that depends on the answer; and what they see if AWS has another one. */
  readonly dependsOn: string;
  /** The one that the local AWS takes comes first. Absent where the other answers cannot be listed. */
  readonly readings?: readonly [Reading, ...Reading[]];
  /** Why no probe asks AWS; absent when one does. */
  readonly noProbe?: string;
}

export type Assumption = Simplification | UnnoticedQuestion | OpenQuestion;

export const simplified = (id: string, question: string, decision: string): Assumption => ({
  id,
  question,
  decision,
  kind: 'simplified',
  noticedBy: 'users',
});

export const unnoticed = (id: string, question: string, decision: string): Assumption => ({
  id,
  question,
  decision,
  kind: 'open',
  noticedBy: 'neither',
});

export const NEEDS_A_FAILURE = 'A probe would have to make CodeDeploy itself fail.';
export const NEEDS_A_LONG_DEPLOYMENT = 'The moment is too short to be met, or the wait before it too long.';
export const NEEDS_A_BROKEN_SERVICE =
  'The service, or one of its tasks, would have to be broken on purpose while it is observed.';
export const NEEDS_OTHER_ROLES =
  'It needs roles with other permissions than those of the one that the probe may make.';
export const NEEDS_OTHER_RESOURCES =
  'It needs a load balancer, rules, networks or services of another kind than those that the probe makes.';
export const NEEDS_A_SUCCESS =
  'It needs a deployment that runs to its end: the probe stops all of its own, to be done in minutes.';
export const IS_KNOWN =
  'AWS documents it, or a recording shows it, and the probe makes no group of this kind.';
export const NEEDS_MANY = 'It needs more groups or task sets than a probe should make.';
export const NEEDS_A_RECEIVER = 'It needs a topic, a rule and a queue that receives what they send.';
export const NEEDS_TWO_MISTAKES =
  'The order shows only in requests with two mistakes, and the list of pairs is long; each refusal has its own test.';
export const NEEDS_A_SHORT_MOMENT =
  'The cancellation would have to meet the moment in which a READ for an output runs, which is shorter than a call of the API.';
export const NEEDS_NESTED_STACKS =
  'It needs nested stacks with deployments in them, for an answer that each handler sees as that of a stack of its own.';
export const NEEDS_A_PARAMETER =
  'It needs a parameter that changes in the middle of an update; no property of the types is a secret.';
export const NEEDS_A_FUNCTION =
  'It needs a Lambda function behind a custom resource, with a role and a log group of its own.';
export const NOT_OF_AWS = 'It is a choice of the local AWS.';
export const NOT_WRITTEN = 'It could be asked over the ordinary APIs; there is no probe for it.';
