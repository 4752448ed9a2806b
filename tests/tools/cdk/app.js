/* The app of the test: a function whose code is an asset, its role, and a queue. */
const path = require('node:path');
const { App, CfnOutput, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const sqs = require('aws-cdk-lib/aws-sqs');

const app = new App();
const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
const queue = new sqs.Queue(stack, 'Queue');
const handler = new lambda.Function(stack, 'Function', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(path.join(__dirname, 'function')),
  environment: { QUEUE_URL: queue.queueUrl, VERSION: app.node.tryGetContext('version') ?? '1' },
});
queue.grantSendMessages(handler);
new CfnOutput(stack, 'FunctionName', { value: handler.functionName });
app.synth();
