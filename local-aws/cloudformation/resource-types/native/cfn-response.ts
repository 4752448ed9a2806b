/**
 * The module `cfn-response`, which CloudFormation adds to inline code that requires it.
 * Source: AWS CloudFormation User Guide, "cfn-response module".
 */
export const CFN_RESPONSE = `
const https = require('https');
exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';
exports.send = (event, context, status, data, physicalId, noEcho) =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      Status: status,
      Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
      PhysicalResourceId: physicalId || context.logStreamName,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      NoEcho: noEcho || false,
      Data: data,
    });
    const { hostname, pathname, search } = new URL(event.ResponseURL);
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const options = { hostname, port: 443, path: pathname + search, method: 'PUT', headers };
    const request = https.request(options, (response) => {
      response.resume();
      response.on('end', () => {
        if (context.done) context.done();
        resolve();
      });
    });
    request.on('error', reject);
    request.end(body);
  });
`;
