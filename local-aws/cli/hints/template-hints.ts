import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Stack } from '../../cloudformation/stacks/stack';
import { references } from '../../cloudformation/template/graph';
import type { ResourceDeclaration } from '../../cloudformation/template/template';
import { isMap, type Value } from '../../cloudformation/values/value';

/** A resource of the template, with its logical id. */
interface Named {
  id: string;
  resource: ResourceDeclaration;
}

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
const SERVICE = 'AWS::ECS::Service';

const SERVICES = 'docs/template.md, "Service and task definition"';
const ROUTES = 'docs/template.md, "Target groups, listeners and rules"';

/** What an AWS service says about a resource of this type, and the hint that belongs to it. */
const HINTS: readonly (readonly [
  type: string,
  said: RegExp,
  hintOf: (stack: Stack, failed: Named) => string,
])[] = [
  [SERVICE, /does not have an associated load balancer/, notBehindLoadBalancer],
  [SERVICE, /TaskDefinition not found/, unknownFamily],
  [SERVICE, /Unable to update task definition/, namesRevision],
  [SERVICE, /on services with a CODE_DEPLOY deployment controller/, refusedChange],
  [TARGET_GROUP, /is currently in use by a listener or a rule/, stillForwardedTo],
];

/**
 * What an AWS service does not say about the template around a blue/green deployment: the resource that has to change, and the
 * rule of docs/template.md.
 */
export function hintsOnTemplate(stack: Stack, event: StackEvent): string[] {
  const { LogicalResourceId: id = '', ResourceType: type, ResourceStatusReason: reason = '' } = event;
  const resource = stack.prepared.resources[id];
  const [, , hintOf] = HINTS.find(([of, said]) => of === type && said.test(reason)) ?? [];
  return resource && hintOf ? [hintOf(stack, { id, resource })] : [];
}

function notBehindLoadBalancer(stack: Stack, { id, resource }: Named): string {
  const used = named(stack, resource.Properties?.LoadBalancers, TARGET_GROUP);
  const routes = routesTo(stack, used);
  if (routes.length === 0)
    return `No listener or rule of the template forwards to ${inWords(used)}, the target group of ${id}. The production listener, or its rule, must (${ROUTES}).`;
  return `${id} needs DependsOn: ${listed(routes)}, because ECS takes a target group only once something forwards to it (${SERVICES}).`;
}

function unknownFamily(stack: Stack, { id }: Named): string {
  const name = resolved(stack, id, 'TaskDefinition');
  const definitions = resourcesOf(stack, TASK_DEFINITION).map((each) => ({
    id: each.id,
    family: resolved(stack, each.id, 'Family'),
  }));
  const meant = definitions.find(({ family }) => family === name.split(':')[0]);
  if (meant)
    return `${id} needs DependsOn: ${meant.id}, because it names only its family, ${meant.family} (${SERVICES}).`;
  const families = definitions.filter(({ family }) => family !== '');
  const known = families.map((each) => `${each.family} (${each.id})`).join(', ');
  return `${id} names ${name}. Let it name the family of a task definition of the template${known === '' ? '' : `, ${known}`}, and give it DependsOn on that (${SERVICES}).`;
}

function namesRevision(stack: Stack, { id, resource }: Named): string {
  const [definition] = named(stack, resource.Properties?.TaskDefinition, TASK_DEFINITION);
  return definition === undefined
    ? `ECS refuses a changed task definition of ${id}. Leave ${id} as it was at its creation, DesiredCount too: an EcsDeployment brings the new revision (${SERVICES}).`
    : `${id} names a revision, !Ref ${definition}, so each release updates ${id} too. In a new stack ${id} names only the family of ${definition} (${SERVICES}). This stack gets out by docs/moving-in.md, "A service that names a revision".`;
}

function refusedChange(_: Stack, { id }: Named): string {
  return `ECS refuses this change of ${id}. docs/moving-in.md, "What the service refuses", has the property of the EcsDeployment or the group in which it goes.`;
}

function stillForwardedTo(stack: Stack, { id }: Named): string {
  const pairs = Object.values(stack.prepared.resources)
    .filter(({ Type }) => Type.endsWith('DeploymentGroup'))
    .map(({ Properties }) => named(stack, Properties?.LoadBalancerInfo, TARGET_GROUP))
    .filter((targetGroups) => targetGroups.includes(id));
  const routes = routesTo(stack, pairs.flat()).filter(
    (route) => stack.prepared.dependencies.get(route)?.has(id) !== true,
  );
  const which = routes.length === 0 ? 'Each listener or rule that forwards to the pair' : inWords(routes);
  return `${which} needs DependsOn: ${id}, so that CloudFormation deletes ${id} last: CodeDeploy lets it forward to ${id} too (${ROUTES}).`;
}

function resourcesOf(stack: Stack, ...types: string[]): Named[] {
  return Object.entries(stack.prepared.resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([id, resource]) => ({ id, resource }));
}

/** The logical ids of this type to which a value refers. */
function named(stack: Stack, value: Value | undefined, type: string): string[] {
  const ids = references(value ?? null).map(({ logicalId }) => logicalId);
  return [...new Set(ids)].filter((id) => stack.prepared.resources[id]?.Type === type);
}

/** The logical ids of the listeners and rules that forward to one of these target groups. */
function routesTo(stack: Stack, targetGroups: readonly string[]): string[] {
  return resourcesOf(stack, LISTENER, RULE)
    .filter(({ resource: { Properties } }) =>
      named(stack, Properties?.DefaultActions ?? Properties?.Actions, TARGET_GROUP).some((id) =>
        targetGroups.includes(id),
      ),
    )
    .map(({ id }) => id);
}

/** The text of a property as CloudFormation has sent it; empty when it has not. */
function resolved(stack: Stack, id: string, property: string): string {
  const event = stack.events.findLast((each) => each.LogicalResourceId === id && each.ResourceProperties);
  const properties: unknown = JSON.parse(event?.ResourceProperties ?? '{}');
  const value = isMap(properties) ? properties[property] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Logical ids as a template writes them. */
const listed = (ids: readonly string[]): string =>
  ids.length === 1 ? (ids[0] ?? '') : `[${ids.join(', ')}]`;

const inWords = (names: readonly string[]): string => names.join(' and ');
