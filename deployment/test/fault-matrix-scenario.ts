import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import {
  groupArn,
  STACK_ID,
  type Open,
  type Operation,
  type Properties,
  type ScenarioOptions,
  type Version,
} from '#test-kit';
import type { LocalAws } from '#local-aws';
import { ownerOf, toTagValue } from '../../runtime/owner/owner-tag';
import type { Request } from '../../runtime/resource';
import { OWNER_TAG } from '../src/desired-state/description-marker';
import { hasSeenRunning, startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

export const CANARY: ScenarioOptions = {
  group: { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
};

export type OpenScenario = Open<DeploymentScenario>;

/** Without HTTP, on a local AWS that many scenarios share. */
export function openOn(
  aws: LocalAws,
  name: string,
  options: ScenarioOptions = {},
): Promise<DeploymentScenario> {
  return startDeploymentScenario({ ...options, on: aws, service: { name, inProcess: true } });
}

/** A group that a resource has been declared for, with the owner tag that a create leaves behind. */
export async function withResource(
  open: OpenScenario,
  options: ScenarioOptions = {},
): Promise<DeploymentScenario> {
  const scenario = await open(options);
  const request = { stackId: STACK_ID, logicalResourceId: 'Deployment', token: 'token-of-the-create' };
  const Tags = [{ Key: OWNER_TAG, Value: toTagValue(ownerOf(request as Request)) }];
  await scenario.codeDeploy.send(
    new TagResourceCommand({ ResourceArn: groupArn(scenario.aws, scenario.group), Tags }),
  );
  return scenario;
}

/** The tokens are fixed, so that the markers of two runs are the same. */
export function update(
  scenario: DeploymentScenario,
  from: Version,
  to: Version,
  more: Properties = {},
): Operation {
  return scenario.beginUpdate(from, to, more, { token: `token-of-${from}-to-${to}` });
}

/** The update that CloudFormation makes when the stack rolls back. */
export function rollBack(scenario: DeploymentScenario, more: Properties = {}): Operation {
  return scenario.beginRollback(more, { token: 'token-of-2-to-1' });
}

export function create(scenario: DeploymentScenario, version: Version): Operation {
  return scenario.operations.begin('CREATE', { properties: scenario.version(version), token: 'c' });
}

export function remove(scenario: DeploymentScenario, version: Version): Operation {
  return scenario.operations.begin('DELETE', {
    properties: scenario.version(version),
    token: 'token-of-the-delete',
  });
}

/** CloudFormation has given up an update to version 2 while a tenth of the traffic is on that version. */
export async function cancelledMidShift(open: OpenScenario): Promise<DeploymentScenario> {
  const scenario = await withResource(open, CANARY);
  await update(scenario, 1, 2).runUntil(hasSeenRunning);
  await scenario.aws.clock.advance(90);
  return scenario;
}

/** CloudFormation has given up an update to version 2 while its tasks start, which never get healthy. */
export async function cancelledBeforeShift(open: OpenScenario): Promise<DeploymentScenario> {
  const scenario = await withResource(open);
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
  await update(scenario, 1, 2).runUntil(hasSeenRunning);
  return scenario;
}

/** Another team deploys version 3, whose tasks never get healthy. */
export async function busy(open: OpenScenario): Promise<DeploymentScenario> {
  const scenario = await withResource(open);
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[2]);
  await scenario.deployByHand(3);
  await scenario.aws.clock.advance(8);
  return scenario;
}
