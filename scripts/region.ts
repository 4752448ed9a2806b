/** What a command says that finds no region. */
export const NO_REGION = 'There is no region. Give it with --region, or set AWS_REGION.';

/**
 * The region that a command asks in, as in the AWS CLI: its option, AWS_REGION, or AWS_DEFAULT_REGION. The SDK for JavaScript
 * reads only the second one, boto3 (the CloudFormation CLI) only the third one. (AWS SDKs and Tools Reference Guide, "AWS
 * Region".)
 * @returns undefined when none names a region; the profile may have one
 */
export function regionOf(option: string | undefined, environment = process.env): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  // An empty variable is as none at all.
  return [option, AWS_REGION, AWS_DEFAULT_REGION].find((name) => name !== undefined && name !== '');
}
