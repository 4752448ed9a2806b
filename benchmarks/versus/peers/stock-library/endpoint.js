/*
 * Version 2 of the SDK does not know AWS_ENDPOINT_URL. Loaded before the function, so that the package itself stays as
 * its author would make it. S3 has an address of its own: the local AWS has none.
 */
const AWS = require('aws-sdk/global');

AWS.config.update({
  endpoint: process.env.AWS_ENDPOINT_URL,
  s3ForcePathStyle: true,
  s3: { endpoint: process.env.BENCH_S3_URL },
});
