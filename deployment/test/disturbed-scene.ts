import { TagResourceCommand } from '@aws-sdk/client-codedeploy';
import type { Open } from '../../tests/kit/disturbance-matrix';
import type { Request } from '../../runtime/resource';
import { STACK_ID, type Answer, type Operation, type Properties } from '#test-kit';
import { ownerOf, toTagValue } from '../../runtime/owner-tag';
import { OWNER_TAG } from '../src/desired-state/description-marker';
import { GROUP, type Given } from './given';

export type Version = 1 | 2 | 3;

/** A group that has been declared before, as a create leaves it behind. */
export async function created(open: Open<Given>, options: object = {}): Promise<Given> {
  const scene = await open(options);
  const request = { stackId: STACK_ID, logicalResourceId: 'Deployment', token: 'token-of-the-create' };
  const owner = ownerOf(request as Request);
  const Tags = [{ Key: OWNER_TAG, Value: toTagValue(owner) }];
  await scene.codeDeploy.send(new TagResourceCommand({ ResourceArn: groupArn(scene), Tags }));
  return scene;
}

export function groupArn({ service }: Given): string {
  return `arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:${service.applicationName}/${GROUP}`;
}

/** The tokens are fixed, so that the marks of two runs are the same. */
export function update(
  scene: Given,
  from: Version,
  to: Version,
  more: Properties = {},
  rollback = false,
): Operation {
  return scene.operations.begin('UPDATE', {
    properties: scene.version(to, more),
    previousProperties: scene.version(from, more),
    rollback,
    token: `token-of-${from}-to-${to}`,
  });
}

export const back = (scene: Given, more: Properties = {}): Operation => update(scene, 2, 1, more, true);

export const says =
  (pattern: RegExp) =>
  ({ message }: Answer) =>
    pattern.test(message);

export const shifted = { CompleteWhen: 'TRAFFIC_SHIFTED' };
export const canary = { group: { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' } };
export const missingHook = { Hooks: { AfterInstall: 'no-such-function' } };

/** An update to version 2 that CloudFormation has given up while a tenth of the traffic is on it. */
export async function cancelledMidShift(open: Open<Given>): Promise<Given> {
  const scene = await created(open, canary);
  const chain = update(scene, 1, 2);
  await chain.runUntil(says(/is InProgress/));
  await scene.aws.clock.advance(90);
  return scene;
}

/** An update to version 2 that CloudFormation has given up while its tasks, which never get healthy, start. */
export async function cancelledBeforeTheShift(open: Open<Given>): Promise<Given> {
  const scene = await created(open);
  scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
  await update(scene, 1, 2).runUntil(says(/is InProgress/));
  return scene;
}

/** Somebody else deploys version 3, whose tasks never get healthy. */
export async function busy(open: Open<Given>): Promise<Given> {
  const scene = await created(open);
  scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[2]);
  await scene.deployByHand(3);
  await scene.aws.clock.advance(8);
  return scene;
}

export function remove(scene: Given, version: Version): Operation {
  return scene.operations.begin('DELETE', {
    properties: scene.version(version),
    token: 'token-of-the-delete',
  });
}
