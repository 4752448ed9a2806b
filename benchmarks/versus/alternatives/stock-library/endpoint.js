/*
 * Version 2 of the SDK ignores AWS_ENDPOINT_URL. This file is loaded before the function, so the package itself stays as
 * its author would build it. The local AWS has no S3, so S3 gets an endpoint of its own.
 */
const AWS = require('aws-sdk/global');

AWS.config.update({
  endpoint: process.env.AWS_ENDPOINT_URL,
  s3ForcePathStyle: true,
  s3: { endpoint: process.env.S3_URL },
});
