/** The beginning of the name of the bucket for answers of custom resources. On AWS it belongs to AWS, so no list shows it. */
export const RESPONSE_BUCKET_PREFIX = 'cloudformation-custom-resource-response-';
