/** What a call answered: its value, or the error that AWS gave. */
export type Outcome<Value = object> = { value: Value } | { error: { code: string; message: string } };

/** Errors that say nothing about the call itself. */
const NO_ANSWER = /AccessDenied|Unauthorized|NotAuthorized|Throttl|ExpiredToken/;

/**
 * Carries out a call whose refusal is an answer too. Errors that are not AWS's are thrown, and so is the answer to a caller
 * without the permission.
 */
export async function outcomeOf<Value extends object>(call: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call };
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error) || NO_ANSWER.test(error.name)) throw error;
    return { error: { code: error.name, message: error.message } };
  }
}
