import { CloudFormationClient, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/* What the command line says about the template around a blue/green deployment when an AWS service refuses it. */

const targetGroup = `{ Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { VpcId: vpc-1, TargetType: ip, Protocol: HTTP, Port: 80 } }`;

const TEMPLATE = `
Parameters: { Version: { Type: String, Default: '1' } }
Resources:
  Cluster: { Type: AWS::ECS::Cluster }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [subnet-1, subnet-2] } }
  Blue: ${targetGroup}
  Green: ${targetGroup}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{ Type: fixed-response, FixedResponseConfig: { StatusCode: '404' } }]
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    DependsOn: Green
    Properties:
      ListenerArn: !Ref Listener
      Priority: 1
      Conditions: [{ Field: path-pattern, Values: ['/*'] }]
      Actions: [{ Type: forward, TargetGroupArn: !Ref Blue }]
  Task:
    Type: AWS::ECS::TaskDefinition
    UpdateReplacePolicy: Retain
    Properties:
      Family: !Sub \${AWS::StackName}-web
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: '256'
      Memory: '512'
      ContainerDefinitions:
        - Name: web
          Image: web
          PortMappings: [{ ContainerPort: 80 }]
          Environment: [{ Name: RESPONSE, Value: !Ref Version }]
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Task, Rule]
    Properties:
      Cluster: !Ref Cluster
      LaunchType: FARGATE
      DesiredCount: 1
      DeploymentController: { Type: CODE_DEPLOY }
      TaskDefinition: !Sub \${AWS::StackName}-web
      LoadBalancers: [{ ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Blue }]
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1, subnet-2] } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: codedeploy.amazonaws.com }, Action: 'sts:AssumeRole' }]
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS']
  Application: { Type: AWS::CodeDeploy::Application, Properties: { ComputePlatform: ECS } }
  Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref Application
      ServiceRoleArn: !GetAtt Role.Arn
      DeploymentConfigName: CodeDeployDefault.ECSAllAtOnce
      DeploymentStyle: { DeploymentType: BLUE_GREEN, DeploymentOption: WITH_TRAFFIC_CONTROL }
      BlueGreenDeploymentConfiguration:
        DeploymentReadyOption: { ActionOnTimeout: CONTINUE_DEPLOYMENT }
        TerminateBlueInstancesOnDeploymentSuccess: { Action: TERMINATE, TerminationWaitTimeInMinutes: 0 }
      ECSServices: [{ ClusterName: !Ref Cluster, ServiceName: !GetAtt Service.Name }]
      LoadBalancerInfo:
        TargetGroupPairInfoList:
          - TargetGroups: [{ Name: !GetAtt Blue.TargetGroupName }, { Name: !GetAtt Green.TargetGroupName }]
            ProdTrafficRoute: { ListenerArns: [!Ref Listener] }
`;

const folder = mkdtempSync(path.join(tmpdir(), 'template-hints-'));
let program: ChildProcess;
afterEach(() => {
  program.kill();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Starts the command line with the template after a change; its lines are not folded. */
function start(from: string, to: string, ...words: string[]): void {
  expect(TEMPLATE).toContain(from);
  const file = path.join(folder, 'own.yaml');
  writeFileSync(file, TEMPLATE.replace(from, to));
  const all = ['--import', 'tsx', path.join(__dirname, 'main.ts'), '--template', file, ...words];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, COLUMNS: '1000' };
  program = spawn(process.execPath, all, { env });
}

/** What the program writes until its text matches, or until it ends. */
function outputUntil(enough?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let output = '';
    for (const stream of [program.stdout, program.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => {
        output += part;
        if (enough?.test(output)) resolve(output);
      });
    program.on('close', () => {
      resolve(output);
    });
  });
}

const SERVICES = 'docs/template.md, "Service and task definition"';
const ROUTES = 'docs/template.md, "Target groups, listeners and rules"';

test.each([
  [
    'a service that does not wait for its rule',
    'DependsOn: [Task, Rule]',
    'DependsOn: Task',
    `Service needs DependsOn: Rule, because ECS takes a target group only once something forwards to it (${SERVICES}).`,
  ],
  [
    'a service to whose target group nothing forwards',
    'Actions: [{ Type: forward, TargetGroupArn: !Ref Blue }]',
    'Actions: [{ Type: forward, TargetGroupArn: !Ref Green }]',
    `No listener or rule of the template forwards to Blue, the target group of Service. The production listener, or its rule, must (${ROUTES}).`,
  ],
  [
    'a service that names another family',
    'TaskDefinition: !Sub ${AWS::StackName}-web',
    'TaskDefinition: shop',
    `Service names shop. Let it name the family of a task definition of the template, blue-green-web (Task), and give it DependsOn on that (${SERVICES}).`,
  ],
  [
    'a rule that is not deleted before the second target group',
    '    DependsOn: Green\n',
    '',
    `Rule needs DependsOn: Green, so that CloudFormation deletes Green last: CodeDeploy lets it forward to Green too (${ROUTES}).`,
  ],
])('%s gets a hint', async (_, from, to, hint) => {
  start(from, to);
  const lines = (await outputUntil()).trim().split('\n');
  expect(lines).toContain(hint);
});

test('the state of a stack names the rule that forwards, not only its listener', async () => {
  start('', '');
  expect((await outputUntil()).split('\n')).toContain('Listener, rule Rule: Blue 100%');
});

test('a service that names a revision gets a hint when its release fails, while the local AWS is kept', async () => {
  start('TaskDefinition: !Sub ${AWS::StackName}-web', 'TaskDefinition: !Ref Task', '--keep');
  const [, endpoint = ''] = /at (http\S+) \(AWS_ENDPOINT_URL\)/.exec(await outputUntil(/Ctrl-C/)) ?? [];
  const client = new CloudFormationClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDUSER', secretAccessKey: 'secret' },
  });
  const rest = outputUntil(/docs\/moving-in\.md, "A service that names a revision"/);
  await client.send(
    new UpdateStackCommand({
      StackName: 'blue-green',
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: [{ ParameterKey: 'Version', ParameterValue: '2' }],
    }),
  );
  const output = await rest;
  expect(output).toMatch(/^The stack was not updated\. Service failed: Unable to update task definition/m);
  expect(output).toContain('Service names a revision, !Ref Task, so each release updates Service too.');
  client.destroy();
});
