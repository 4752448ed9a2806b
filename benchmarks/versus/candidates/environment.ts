import type { LocalAws } from '#local-aws';

/** The access key of a candidate's calls to CodeDeploy and ECS. */
export const WORK_KEY = 'ASIAWORK000000000000';
/** The access key of its calls for logs and metrics. */
export const LOG_KEY = 'ASIALOGS000000000000';

/** The environment of a Lambda function that uses its role's credentials. */
export function functionEnvironment(aws: Pick<LocalAws, 'region' | 'endpoint'>): Record<string, string> {
  return {
    AWS_REGION: aws.region,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: WORK_KEY,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
