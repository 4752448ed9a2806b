/** A template, and what to do with its stack. */
export interface Story {
  /** The path of the template. */
  template: string;
  /** Lines for readers who know nothing yet. */
  introduction: readonly string[];
  /** The logical id of the listener that users reach. */
  listener: string;
  /** The name of an answer that users get, e.g. `version 1`. */
  nameOf: (answer: string) => string;
  steps: readonly StoryStep[];
}

export interface StoryStep {
  /** Short, for the table at the end. */
  name: string;
  /** What happens in the step. */
  about: string;
  /** Parameters that change; undefined: the stack is deleted. The first step creates the stack. */
  parameters: Record<string, string> | undefined;
  /** An operator cancels the update as soon as this percentage of users gets the new version. */
  cancelAtPercent?: number;
  /** Of a traffic shift, only its first and last change are shown: an earlier step has shown one. */
  isBrief?: boolean;
  /** The expected status of the stack afterwards. */
  status: string;
  /** The expected answer at the stack's output `Url` afterwards; undefined for none. */
  answer: string | undefined;
  /** The expected number of deployments that the step starts. */
  deployments: number;
}
