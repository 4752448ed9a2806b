import type { Facts } from './facts';
import { loadBalancersOf, supportingResources, type StackValues } from './resources';
import { strategyOf } from './strategy';

/** Stands for a variable of the shell within JSON. */
const variable = (name: string) => `\${${name}}`;

/** The values of the stack, as variables that the commands set. */
function valuesInShell({ production, test }: Facts): StackValues {
  const placeOf = (name: string, { ruleArn, isNetwork, listenerArn }: Facts['production']) =>
    ruleArn ?? (isNetwork ? listenerArn : variable(name));
  return {
    infrastructureRole: variable('INFRASTRUCTURE_ROLE'),
    hookRole: variable('HOOK_ROLE'),
    productionRule: placeOf('PRODUCTION_RULE', production),
    testRule: test && placeOf('TEST_RULE', test),
  };
}

/** The commands that give the service to ECS. They expect the stack's name in STACK, and set what else they need. */
export function handOverCommands(facts: Facts): string {
  const values = valuesInShell(facts);
  const { service, clusterName, region } = facts;
  const configuration = strategyOf(facts, values.hookRole).configuration;
  const update = [
    `aws ecs update-service --region ${region} --cluster ${clusterName} --service ${service.serviceName}`,
    '--deployment-controller type=ECS',
    `--deployment-configuration ${quoted(camelCase(configuration))}`,
    `--load-balancers ${quoted(camelCase(loadBalancersOf(facts, values)))}`,
    '--query service.deploymentController.type --output text',
  ];
  return [...lookUps(facts), update.join(' \\\n  ')].join('\n');
}

/** The commands that read what the first step has made. */
function lookUps({ region, ...facts }: Facts): string[] {
  const made = supportingResources({ region, ...facts });
  const id = (logicalId: string) =>
    `aws cloudformation describe-stack-resource --region ${region} --stack-name "$STACK" --logical-resource-id ${logicalId} --query StackResourceDetail.PhysicalResourceId --output text`;
  const role = (name: string, logicalId: string) =>
    `${name}=$(aws iam get-role --role-name "$(${id(logicalId)})" --query Role.Arn --output text)`;
  return [
    role('INFRASTRUCTURE_ROLE', 'EcsInfrastructureRole'),
    ...('EcsHookRole' in made ? [role('HOOK_ROLE', 'EcsHookRole')] : []),
    ...('ProductionRule' in made ? [`PRODUCTION_RULE=$(${id('ProductionRule')})`] : []),
    ...('TestRule' in made ? [`TEST_RULE=$(${id('TestRule')})`] : []),
  ];
}

/** JSON as one word of the shell, in which variables have their values. */
function quoted(value: unknown): string {
  const text = JSON.stringify(value).replaceAll("'", "'\\''");
  return `'${text.replace(/\$\{(\w+)\}/g, (_, name: string) => `'"$${name}"'`)}'`;
}

/** The names of a template's properties as the API of ECS has them. */
function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      camelCase(inner),
    ]),
  );
}

export function importCommands({ region, service, clusterName }: Facts): string {
  const resources = [
    {
      ResourceType: 'AWS::ECS::Service',
      LogicalResourceId: 'Service',
      ResourceIdentifier: { ServiceArn: service.serviceArn, Cluster: clusterName },
    },
  ];
  const stack = `--region ${region} --stack-name "$STACK"`;
  return [
    `aws cloudformation create-change-set ${stack} --change-set-name import --change-set-type IMPORT \\`,
    '  --template-body file://import.yaml --capabilities CAPABILITY_IAM \\',
    `  --resources-to-import ${quoted(resources)}`,
    `aws cloudformation wait change-set-create-complete ${stack} --change-set-name import`,
    `aws cloudformation execute-change-set ${stack} --change-set-name import`,
    `aws cloudformation wait stack-import-complete ${stack}`,
  ].join('\n');
}

/** Executes the change set that takes three resources out, only if it keeps all of them. */
export function takeOutCommands({ region }: Facts): string {
  const set = `--region ${region} --stack-name "$STACK" --change-set-name take-out`;
  return [
    `aws cloudformation create-change-set ${set} \\`,
    '  --template-body file://without-service.yaml --capabilities CAPABILITY_IAM',
    `aws cloudformation wait change-set-create-complete ${set}`,
    `policies=$(aws cloudformation describe-change-set ${set} --output text \\`,
    `  --query "Changes[?ResourceChange.Action=='Remove'].ResourceChange.[LogicalResourceId,PolicyAction]")`,
    'echo "$policies"',
    `if [ -z "$policies" ] || grep -qv 'Retain$' <<< "$policies"; then`,
    "  echo 'Nothing was executed: a line does not say Retain, or the change set could not be read.' >&2",
    'else',
    `  aws cloudformation execute-change-set ${set}`,
    `  aws cloudformation wait stack-update-complete --region ${region} --stack-name "$STACK"`,
    'fi',
  ].join('\n');
}

export function deleteGroupCommand({ region, applicationName, groupName }: Facts): string {
  return `aws deploy delete-deployment-group --region ${region} --application-name ${applicationName} --deployment-group-name ${groupName}`;
}
