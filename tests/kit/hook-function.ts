import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { clientConfiguration, type LocalAws } from '#local-aws';

/** What a hook reports to CodeDeploy. With `nothing` it does not report, and CodeDeploy waits for one hour. */
export type HookReport = 'Succeeded' | 'Failed' | 'nothing';

const codeOf = (report: HookReport): string => `
  const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
  exports.handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
    const status = '${report}';
    if (status === 'nothing') return;
    await new CodeDeploy({}).putLifecycleEventHookExecutionStatus({ deploymentId, lifecycleEventHookExecutionId, status });
  };`;

/**
 * Makes a Lambda function that can be a hook of deployments.
 * @param report what it reports, or its own source, a CommonJS module with a `handler`
 * @returns its ARN
 */
export async function createHookFunction(
  aws: LocalAws,
  name: string,
  report: HookReport | { code: string },
): Promise<string> {
  const code = typeof report === 'string' ? codeOf(report) : report.code;
  const lambda = new LambdaClient(clientConfiguration(aws, 'AKIDBYHAND'));
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: await createLambdaRole(aws, `${name}-role`),
      Code: { ZipFile: zipped(code) },
    }),
  );
  return FunctionArn!;
}

/** Gives a hook function other code. */
export async function correctHookFunction(aws: LocalAws, name: string, report: HookReport): Promise<void> {
  const lambda = new LambdaClient(clientConfiguration(aws, 'AKIDBYHAND'));
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zipped(codeOf(report)) }));
}

const zipped = (code: string): Uint8Array => zipSync({ 'index.js': strToU8(code) });

/**
 * Makes a role that only Lambda may assume.
 * @returns its ARN
 */
export async function createLambdaRole(aws: LocalAws, name: string): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const { Role } = await new IAMClient(clientConfiguration(aws, 'AKIDBYHAND')).send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  return Role!.Arn!;
}
