import type {
  GetStackPolicyInput,
  GetStackPolicyOutput,
  SetStackPolicyInput,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { parseStackPolicy, type StackPolicy } from '../stacks/stack-policy';
import { validationError } from '../values/errors';
import type { TemplatePlaces } from '../template/template-source';

/** The API operations about stack policies (AWS CloudFormation API Reference). */
export function policyOperations(cloudFormation: CloudFormation) {
  return {
    SetStackPolicy: async (input: SetStackPolicyInput): Promise<void> => {
      const stack = cloudFormation.getStack(input.StackName ?? '');
      const policy = await policyAt(cloudFormation, input.StackPolicyBody, input.StackPolicyURL);
      if (!policy) throw validationError('You must specify either StackPolicyBody or StackPolicyURL.');
      stack.policy = policy;
    },
    GetStackPolicy: ({ StackName: name = '' }: GetStackPolicyInput): GetStackPolicyOutput => ({
      StackPolicyBody: cloudFormation.getStack(name).policy?.text,
    }),
  };
}

/**
 * The policy of a request, from its body or from an object in S3; undefined when the request has none.
 * @throws ServiceError ValidationError
 */
export async function policyAt(
  { storedObject }: Pick<TemplatePlaces, 'storedObject'>,
  body: string | undefined,
  url: string | undefined,
): Promise<StackPolicy | undefined> {
  if (body !== undefined && url !== undefined)
    throw validationError('You can specify either StackPolicyBody or StackPolicyURL, but not both.');
  if (body !== undefined) return parseStackPolicy(body);
  if (url === undefined) return undefined;
  const object = await storedObject(url);
  if (!object)
    throw validationError(`The stack policy ${url} cannot be read: it is no URL of an object in S3.`);
  return parseStackPolicy(Buffer.from(object).toString());
}
