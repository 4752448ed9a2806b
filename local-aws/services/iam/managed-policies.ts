import leven from 'leven';
import type { PolicyDocument } from './policies';

const SERVICE = [
  'ecs:DescribeServices',
  'ecs:CreateTaskSet',
  'ecs:UpdateServicePrimaryTaskSet',
  'ecs:DeleteTaskSet',
  'cloudwatch:DescribeAlarms',
];
const LISTENERS = [
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:ModifyListener',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:ModifyRule',
];
const REVISIONS = ['s3:GetObject', 's3:GetObjectVersion'];
const PASSED_TO_TASKS = { StringLike: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] } };

function allow(Action: string[], Resource: string | string[] = '*', Condition?: object) {
  return { Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) };
}

/** AWS's managed policies, those that the docs of ECS and CodeDeploy name. Source: AWS Managed Policy Reference. */
const STATEMENTS: Readonly<Record<string, object[]>> = {
  AdministratorAccess: [allow(['*'])],
  // AWS lists the actions of each service.
  ReadOnlyAccess: [allow(['*:BatchGet*', '*:Describe*', '*:Get*', '*:List*'])],
  PowerUserAccess: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }],
  AWSCodeDeployRoleForECS: [
    allow([...SERVICE, ...LISTENERS, ...REVISIONS, 'lambda:InvokeFunction', 'sns:Publish']),
    allow(['iam:PassRole'], '*', PASSED_TO_TASKS),
  ],
  AWSCodeDeployRoleForECSLimited: [
    allow([...SERVICE, ...LISTENERS]),
    allow(['sns:Publish'], 'arn:aws:sns:*:*:CodeDeployTopic_*'),
    allow(['lambda:InvokeFunction'], 'arn:aws:lambda:*:*:function:CodeDeployHook_*'),
    allow(REVISIONS, '*', { StringEquals: { 's3:ExistingObjectTag/UseWithCodeDeploy': 'true' } }),
    allow(
      ['iam:PassRole'],
      ['arn:aws:iam::*:role/ecsTaskExecutionRole', 'arn:aws:iam::*:role/ECSTaskExecution*'],
      PASSED_TO_TASKS,
    ),
  ],
  'service-role/AWSLambdaBasicExecutionRole': [
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']),
  ],
  'service-role/AmazonECSTaskExecutionRolePolicy': [
    allow([
      'ecr:GetAuthorizationToken',
      'ecr:BatchCheckLayerAvailability',
      'ecr:GetDownloadUrlForLayer',
      'ecr:BatchGetImage',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]),
  ],
  CloudWatchLogsFullAccess: [allow(['logs:*'])],
  AWSCodeDeployFullAccess: [allow(['codedeploy:*'])],
};

/** The largest edit distance at which a name counts as a misspelt one. */
const MISSPELT = 3;

/**
 * The policy document of one of AWS's managed policies. AWS has more than a thousand; one that is not listed here allows
 * nothing, unless its name looks like a misspelt one of these.
 * @returns undefined for an ARN that is none of a managed policy, or misspelt
 */
export function managedPolicy(arn: string): PolicyDocument | undefined {
  const [, partition = '', name = ''] = /^arn:([\w-]+):iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  if (name === '') return undefined;
  const isMisspelt = Object.keys(STATEMENTS).some(
    (known) => known !== name && leven(known, name) <= MISSPELT,
  );
  const statements = Object.hasOwn(STATEMENTS, name) ? STATEMENTS[name] : isMisspelt ? undefined : [];
  // The policies of the other partitions have the same statements, with ARNs of their own.
  return (
    statements && {
      Statement: JSON.parse(
        JSON.stringify(statements).replaceAll('"arn:aws:', `"arn:${partition}:`),
      ) as NonNullable<PolicyDocument['Statement']>,
    }
  );
}
