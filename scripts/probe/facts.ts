/** What a call answered: its value, or the error that AWS gave. */
export type Outcome<Value = object> = { value: Value } | { error: { code: string; message: string } };

/** What the run has observed. A member is absent when the run did not come so far. */
export interface Facts {
  /** GetDeploymentGroup and ListTagsForResource for a group that does not exist. */
  missingGroup?: Outcome;
  tagsOfMissingGroup?: Outcome;
  /** CreateDeploymentGroup without a configuration: the configuration of the new group. */
  absentConfig?: Outcome<{ configName: string | undefined }>;
  /** CreateDeploymentGroup with a role that does not exist. */
  unusableRole?: Outcome;
  /** A group that was created without autoRollbackConfiguration. */
  neverSetRollback?: { shown: boolean };
  tagLagSeconds?: number;
  readLagSeconds?: number;
  listLagSeconds?: number;
  targetLagSeconds?: number;
  /** CreateDeployment while a deployment is active. `namesIt`: the text has its id. */
  busy?: { outcome: Outcome; namesIt: boolean };
  /** ContinueDeployment for each wait before it has begun. */
  continueReady?: Outcome;
  continueTermination?: Outcome;
  inTerminationWait?: { status: string | undefined; flag: boolean };
  firstStop?: Outcome<{ status: string | undefined }>;
  secondStop?: Outcome;
  afterStop?: {
    flag: boolean;
    targetStatus: string | undefined;
    /** From the end of the deployment until a second deployment was listed; undefined: not within a minute. */
    rollbackListedSeconds: number | undefined;
    /** From then until the deployment's rollbackInfo named the rollback; undefined: not within a minute. */
    rollbackLagSeconds: number | undefined;
    rollbackSeconds: number | undefined;
    /** Whether ListDeployments gave the rollback before the deployment. */
    newestFirst: boolean | undefined;
    lastSuccessfulIsRollback: boolean | undefined;
  };
  deploymentOfDeletedGroup?: Outcome;
}

/** Carries out a call whose refusal is an answer too. Errors that are not AWS's are thrown. */
export async function outcomeOf<Value extends object>(call: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call };
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return { error: { code: error.name, message: error.message } };
  }
}
