import type { PolicyDocument } from './policies';

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** The limited and the full policy allow the same actions. The limited one restricts resources, which are not checked here. */
const codeDeployForEcs = [
  'ecs:DescribeServices',
  'ecs:CreateTaskSet',
  'ecs:UpdateServicePrimaryTaskSet',
  'ecs:DeleteTaskSet',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:ModifyListener',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:ModifyRule',
  'lambda:InvokeFunction',
  'cloudwatch:DescribeAlarms',
  'sns:Publish',
  's3:GetObject',
  's3:GetObjectVersion',
  'iam:PassRole',
];

/** The actions that AWS's managed policies allow. Source: AWS Managed Policy Reference. */
const ACTIONS: Readonly<Record<string, string[]>> = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['*'],
  AWSCodeDeployRoleForECS: codeDeployForEcs,
  AWSCodeDeployRoleForECSLimited: codeDeployForEcs,
  'service-role/AWSLambdaBasicExecutionRole': logs,
  'service-role/AmazonECSTaskExecutionRolePolicy': [
    'ecr:GetAuthorizationToken',
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchGetImage',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
  CloudWatchLogsFullAccess: ['logs:*'],
  AWSCodeDeployFullAccess: ['codedeploy:*'],
};

/** The policy document of one of AWS's managed policies, or undefined for an unknown ARN. */
export function managedPolicy(arn: string): PolicyDocument | undefined {
  const actions = ACTIONS[/^arn:[\w-]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? ''];
  return actions && { Statement: [{ Effect: 'Allow', Action: actions }] };
}
