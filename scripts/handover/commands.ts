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

/*
 * The commands are pasted into a shell, which runs each line whether or not the one before has failed. So each step looks
 * for what it needs, and changes nothing without it. An interactive shell takes "!x" for its history, also between double
 * quotes: there is none.
 */

/** What a step prints instead of its commands. */
const refusal = (sentence: string) => [`  echo '${sentence}' >&2`, '  false'];

const stackOf = ({ region }: Facts) => `--region ${region} --stack-name "$STACK"`;

/** All parameters of the stack, with the values that they have. A change set gives the others their defaults. */
const previousParameters = (facts: Facts) =>
  `--parameters "$(aws cloudformation describe-stacks ${stackOf(facts)} --output json \\
    --query 'Stacks[].Parameters[].{ParameterKey: ParameterKey, UsePreviousValue: \`true\`}')"`;

/**
 * The commands that give the service to ECS, once the stack no longer has it. They expect the stack's name in STACK, and set
 * what else they need.
 */
export function handOverCommands(facts: Facts): string {
  const values = valuesInShell(facts);
  const { service, clusterName, region } = facts;
  const configuration = strategyOf(facts, values.hookRole).configuration;
  const made = lookUps(facts);
  const update = [
    `  aws ecs update-service --region ${region} --cluster ${clusterName} --service ${service.serviceName}`,
    '--deployment-controller type=ECS',
    `--deployment-configuration ${quoted(camelCase(configuration))}`,
    `--load-balancers ${quoted(camelCase(loadBalancersOf(facts, values)))}`,
    '--query service.deploymentController.type --output text',
  ];
  return [
    ...made.map(({ name, command }) => `${name}=$(${command})`),
    `if ! left=$(aws cloudformation list-stack-resources ${stackOf(facts)} --output text \\`,
    `  --query 'StackResourceSummaries[?PhysicalResourceId==\`"${service.serviceArn}"\` && ResourceStatus!=\`"DELETE_COMPLETE"\` && ResourceStatus!=\`"DELETE_SKIPPED"\`].LogicalResourceId') || [ -n "$left" ]; then`,
    ...refusal(
      'Nothing was changed: the stack still has the service, so step 2 is not done, or the stack could not be read.',
    ),
    `elif ${made.map(({ name }) => `[ -z "$${name}" ]`).join(' || ')}; then`,
    ...refusal(
      `Nothing was changed: step 1 is not done, or the stack could not be read for ${made.map(({ logicalId }) => logicalId).join(', ')}.`,
    ),
    'else',
    update.join(' \\\n    '),
    'fi',
  ].join('\n');
}

/** The commands that read what the first step has made, each with the variable for its answer. */
function lookUps(facts: Facts): { name: string; logicalId: string; command: string }[] {
  const made = supportingResources(facts);
  const id = (logicalId: string) =>
    `aws cloudformation describe-stack-resource ${stackOf(facts)} --logical-resource-id ${logicalId} --query StackResourceDetail.PhysicalResourceId --output text`;
  const role = (logicalId: string) =>
    `aws iam get-role --role-name "$(${id(logicalId)})" --query Role.Arn --output text`;
  return [
    { name: 'INFRASTRUCTURE_ROLE', logicalId: 'EcsInfrastructureRole', commandOf: role },
    { name: 'HOOK_ROLE', logicalId: 'EcsHookRole', commandOf: role },
    { name: 'PRODUCTION_RULE', logicalId: 'ProductionRule', commandOf: id },
    { name: 'TEST_RULE', logicalId: 'TestRule', commandOf: id },
  ]
    .filter(({ logicalId }) => logicalId in made)
    .map(({ name, logicalId, commandOf }) => ({ name, logicalId, command: commandOf(logicalId) }));
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

/** Commands that only run when the service has the controller ECS, with what they print otherwise. */
function onceOfEcs({ region, clusterName, service }: Facts, commands: string[], sentence: string): string {
  return [
    `controller=$(aws ecs describe-services --region ${region} --cluster ${clusterName} --services ${service.serviceName} \\`,
    "  --query 'services[0].deploymentController.type' --output text)",
    'if [ "$controller" = ECS ]; then',
    ...commands.map((command) => `  ${command}`),
    'else',
    ...refusal(sentence),
    'fi',
  ].join('\n');
}

/** Imports the service, once it has the controller ECS. */
export function importCommands(facts: Facts): string {
  const { service, clusterName } = facts;
  const resources = [
    {
      ResourceType: 'AWS::ECS::Service',
      LogicalResourceId: 'Service',
      ResourceIdentifier: { ServiceArn: service.serviceArn, Cluster: clusterName },
    },
  ];
  const stack = stackOf(facts);
  const commands = [
    `aws cloudformation create-change-set ${stack} --change-set-name import --change-set-type IMPORT \\`,
    '  --template-body file://import.yaml --capabilities CAPABILITY_IAM \\',
    `  ${previousParameters(facts)} \\`,
    `  --resources-to-import ${quoted(resources)} &&`,
    `aws cloudformation wait change-set-create-complete ${stack} --change-set-name import &&`,
    `aws cloudformation execute-change-set ${stack} --change-set-name import &&`,
    `aws cloudformation wait stack-import-complete ${stack}`,
  ];
  return onceOfEcs(
    facts,
    commands,
    'Nothing was imported: step 3 is not done, because the service is not on the controller ECS.',
  );
}

/** Executes the change set that takes three resources out, only if it keeps all of them. */
export function takeOutCommands(facts: Facts): string {
  const set = `${stackOf(facts)} --change-set-name take-out`;
  return [
    `policies=$(aws cloudformation create-change-set ${set} \\`,
    '  --template-body file://without-service.yaml --capabilities CAPABILITY_IAM \\',
    `  ${previousParameters(facts)} > /dev/null &&`,
    `aws cloudformation wait change-set-create-complete ${set} &&`,
    `aws cloudformation describe-change-set ${set} --output text \\`,
    `  --query "Changes[?ResourceChange.Action=='Remove'].ResourceChange.[LogicalResourceId,PolicyAction]")`,
    'echo "$policies"',
    `if [ -z "$policies" ] || grep -qv 'Retain$' <<< "$policies"; then`,
    ...refusal('Nothing was executed: a line does not say Retain, or the change set could not be made.'),
    'else',
    `  aws cloudformation execute-change-set ${set} &&`,
    `  aws cloudformation wait stack-update-complete ${stackOf(facts)}`,
    'fi',
  ].join('\n');
}

/** Deletes the deployment group, once the service has the controller ECS. */
export function deleteGroupCommands(facts: Facts): string {
  const { region, applicationName, groupName } = facts;
  return onceOfEcs(
    facts,
    [
      `aws deploy delete-deployment-group --region ${region} --application-name ${applicationName} --deployment-group-name ${groupName}`,
    ],
    'Nothing was deleted: step 3 is not done, because the service is not on the controller ECS.',
  );
}
