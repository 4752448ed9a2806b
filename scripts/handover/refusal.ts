import { NO_REGION } from '../region';

/** Why there is no hand-over: one sentence for the person who asked for it. */
export class Refusal extends Error {}

const NO_CREDENTIALS =
  'There are no AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';

/**
 * The sentence for an error of the SDK or of AWS.
 * @param call what was called, as IAM names it, e.g. `codedeploy:GetDeploymentGroup`
 */
export function refusalOf(error: unknown, call: string): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return new Refusal(String(error));
  const { name, message } = error;
  if (message.startsWith('Region is missing')) return new Refusal(NO_REGION);
  if (name === 'CredentialsProviderError') return new Refusal(NO_CREDENTIALS);
  if (name.startsWith('ExpiredToken')) return new Refusal('The AWS credentials have expired. Get new ones.');
  if (/^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch)/.test(name))
    return new Refusal(`AWS does not accept the credentials: ${message}`);
  if (/^AccessDenied|^UnauthorizedOperation/.test(name))
    return new Refusal(
      `The credentials do not allow ${call}. Allow it: docs/moving-on.md has all calls of this command.`,
    );
  const code = networkCodeOf(error);
  if (code !== undefined)
    return new Refusal(`AWS could not be reached (${code}). Look at the network and at --endpoint-url.`);
  return new Refusal(`${call} failed: ${message} (${name})`);
}

/** Node.js names the cause in a member, or only in the message of an error that the SDK has wrapped. */
function networkCodeOf(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /\b(E[A-Z]{4,})\b/.exec(error.message)?.[1];
}

/**
 * Runs a call.
 * @param call as IAM names it
 * @throws Refusal the sentence for its error
 */
export async function ask<Answer>(call: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw refusalOf(error, call);
  }
}
