import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServicesCommand,
} from '@aws-sdk/client-ecs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { strToU8, zipSync } from 'fflate';
import {
  clientConfiguration,
  CloudFormation,
  eventLines,
  requestAsUser,
  startLocalAws,
  type LocalAws,
  type Stack,
} from '#local-aws';
import { packedTypes } from './scenario/packages';

const FOLDER = path.join(__dirname, 'templates');

/** What the templates expect in the account: parameters that AWS or another stack has made, and packages. */
const PARAMETERS = {
  '/taken': 'x',
  '/cdk-bootstrap/hnb659fds/version': '30',
  '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id': 'ami-0123456789abcdef0',
};
const CODE = `
const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
exports.nightly = async () => 'done';
exports.hook = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) =>
  new CodeDeployClient().send(
    new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status: 'Succeeded' }),
  ).then(() => 'reported');`;

let aws: LocalAws;
let cloudFormation: CloudFormation;
let ecs: ECSClient;
beforeAll(async () => {
  aws = await startLocalAws();
  cloudFormation = new CloudFormation(aws);
  for (const zip of await packedTypes()) cloudFormation.registry.register(zip);
  const configuration = clientConfiguration(aws);
  ecs = new ECSClient(configuration);
  const ssm = new SSMClient(configuration);
  for (const [Name, Value] of Object.entries(PARAMETERS))
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
  const s3 = new S3Client({ ...configuration, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'packages' }));
  const Body = zipSync({ 'index.js': strToU8(CODE) });
  await s3.send(new PutObjectCommand({ Bucket: 'packages', Key: 'function.zip', Body }));
  for (const client of [ssm, s3]) client.destroy();
});
afterAll(async () => {
  ecs.destroy();
  await cloudFormation.close();
  await aws.close();
});

const failures = (stack: Stack, after = 0): string[] =>
  eventLines(stack, after).filter((line) => line.includes('_FAILED'));

/** The versions that the services of the account run: those of their PRIMARY task sets and deployments. */
async function versions(): Promise<string[]> {
  const found: string[] = [];
  for (const cluster of aws.ecs.clusters.list().clusterArns ?? []) {
    const { serviceArns: services = [] } = await ecs.send(new ListServicesCommand({ cluster }));
    if (services.length === 0) continue;
    const shown = await ecs.send(new DescribeServicesCommand({ cluster, services }));
    for (const { taskDefinition } of shown.services ?? []) {
      const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      const containers = described.taskDefinition?.containerDefinitions ?? [];
      const [answer] = containers.flatMap(({ environment = [] }) => environment);
      found.push(answer?.value ?? '');
    }
  }
  return [...new Set(found)];
}

interface Row {
  template: string;
  /** The resource that brings a version. */
  release: string;
  /** The address of users when it is not the output Url. */
  url?: (stack: Stack) => string;
  /** Services without a load balancer have no users here. */
  hasUsers?: false;
}

const ROWS: Row[] = [
  { template: 'fargate.yaml', release: 'Service' },
  { template: 'ec2-cluster.yaml', release: 'Service' },
  { template: 'service-discovery.yaml', release: 'Service', hasUsers: false },
  { template: 'shared-listener.yaml', release: 'Service' },
  {
    template: 'edge.yaml',
    release: 'Deployment',
    url: (stack) =>
      `http://${aws.loadBalancing.loadBalancers.get(cloudFormation.physicalId(stack, 'LoadBalancer')).DNSName}:443`,
  },
  { template: 'cdk.yaml', release: 'Deployment' },
  { template: 'sam.yaml', release: 'Deployment' },
  { template: 'nested/root.yaml', release: 'Web' },
];

test.each(ROWS)(
  '$template: create, release, roll back, delete',
  async ({ template: file, release, url, hasUsers }) => {
    const templateFolder = path.dirname(path.join(FOLDER, file));
    const template = readFileSync(path.join(FOLDER, file), 'utf8');
    const stackName = path.basename(file, '.yaml');
    const answer = (stack: Stack) =>
      hasUsers === false
        ? Promise.resolve(undefined)
        : requestAsUser(aws, url?.(stack) ?? String(stack.outputs.Url?.value));
    const expected = (version: number) => (hasUsers === false ? undefined : `version ${version}`);

    const stack = await cloudFormation.createStack({ stackName, template, templateFolder });
    await cloudFormation.settle(stack);
    expect(failures(stack)).toEqual([]);
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(await answer(stack)).toBe(expected(1));

    await cloudFormation.updateStack({ stackName, parameters: { Version: '2' } });
    await cloudFormation.settle(stack);
    expect(failures(stack)).toEqual([]);
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(await answer(stack)).toBe(expected(2));
    expect(await versions()).toEqual(['version 2']);

    const broken = `Broken: { Type: AWS::SSM::Parameter, DependsOn: ${release}, Properties: { Name: /taken, Type: String, Value: y } }`;
    const before = stack.events.length;
    await cloudFormation.updateStack({
      stackName,
      template: template.replace(/^Resources:\n/m, `Resources:\n  ${broken}\n`),
      parameters: { Version: '3' },
    });
    await cloudFormation.settle(stack);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failures(stack, before)).toEqual([expect.stringContaining('Broken')]);
    expect(await answer(stack)).toBe(expected(2));
    expect(await versions()).toEqual(['version 2']);

    cloudFormation.deleteStack(stackName);
    await cloudFormation.settle(stack);
    expect(failures(stack, before).slice(1)).toEqual([]);
    expect(stack.status).toBe('DELETE_COMPLETE');
    expect(await versions()).toEqual([]);
  },
);
