/*
 * The apps of the tests. `Shop`: a function whose code is an asset, its role, a queue, and a nested stack. With the context
 * `setting`, `Settings` instead: a resource of a registered type, which needs no bootstrap stack.
 */
const path = require('node:path');
const { App, CfnOutput, CfnResource, LegacyStackSynthesizer, NestedStack, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const sns = require('aws-cdk-lib/aws-sns');
const sqs = require('aws-cdk-lib/aws-sqs');
const ssm = require('aws-cdk-lib/aws-ssm');

const app = new App();
const env = { account: '123456789012', region: 'us-east-1' };
const setting = app.node.tryGetContext('setting');
if (setting === undefined) shop();
else settings();
app.synth();

function shop() {
  const stack = new Stack(app, 'Shop', { env });
  const version = app.node.tryGetContext('version') ?? '1';
  const queue = new sqs.Queue(stack, 'Queue');
  const handler = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(path.join(__dirname, 'function')),
    environment: { QUEUE_URL: queue.queueUrl, VERSION: version },
  });
  queue.grantSendMessages(handler);
  const nested = new NestedStack(stack, 'Alerts');
  new sns.Topic(nested, 'Topic', { displayName: `Version ${version}` });
  new ssm.StringParameter(nested, 'QueueName', { stringValue: queue.queueName });
  new CfnOutput(stack, 'FunctionName', { value: handler.functionName });
}

function settings() {
  const stack = new Stack(app, 'Settings', { env, synthesizer: new LegacyStackSynthesizer() });
  const properties = { Name: 'size', Value: setting };
  const id = app.node.tryGetContext('id') ?? 'Setting';
  new CfnResource(stack, id, { type: 'Acme::Config::Setting', properties });
}
