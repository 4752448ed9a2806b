import {
  CreateApplicationCommand,
  DeleteApplicationCommand,
  TagResourceCommand,
} from '@aws-sdk/client-codedeploy';
import { DeregisterTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { clientConfiguration } from '#local-aws';
import { FailedRelease } from './scenario/failed-release';
import { ServiceByHand } from './scenario/service-by-hand';
import type { StackScenario } from './scenario/stack-scenario';
import { CANARY, type TemplateOptions } from './scenario/template';
import type { Worker } from './scenario/worker';

/* The ways out of UPDATE_ROLLBACK_FAILED in docs/operations.md ("When the rollback fails"), each tried. */

const NAMED: TemplateOptions = { group: { DeploymentGroupName: 'blue-green' } };

let scenario: StackScenario;
let worker: Worker;
let release: FailedRelease;
let service: ServiceByHand;
let ecs: ECSClient;
let iam: IAMClient;
beforeEach(async () => {
  release = await FailedRelease.start();
  ({ scenario, worker } = release);
  service = new ServiceByHand(scenario);
  ecs = new ECSClient(clientConfiguration(scenario.aws, 'AKIDBYHAND'));
  iam = new IAMClient(clientConfiguration(scenario.aws, 'AKIDBYHAND'));
});
afterEach(() => scenario.close());

const failRollback = (breaks: () => Promise<unknown>) => release.failRollback(NAMED, breaks);
const expectVersion1 = () => release.expectVersion1();
const expectNextUpdateWorks = () => release.expectNextUpdateWorks(NAMED);

describe('the group was deleted during an update', () => {
  const deleteGroup = async () => scenario.operator.deleteGroup(await scenario.group());

  test('way out: put the group back, then continue', async () => {
    expect(await failRollback(deleteGroup)).toContain('The stack is rolling back');
    await scenario.createGroupByHand('blue-green');
    await scenario.continueRollback();
    await expectVersion1();
    await expectNextUpdateWorks();
  });

  test.each([
    { group: {}, left: ['blue-green'], what: 'is left' },
    { group: CANARY, left: [], what: 'goes with the stack once the stack has changed it' },
  ])('a group that was put back by hand $what', async ({ group, left }) => {
    await failRollback(deleteGroup);
    await scenario.createGroupByHand('blue-green');
    await scenario.continueRollback();
    await scenario.update({ group: { ...NAMED.group, ...group }, version: 2, resources: worker.resource(1) });
    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual(left);
  });

  test('way out: skip the deployment, update without both, then with both', async () => {
    await failRollback(deleteGroup);
    await scenario.continueRollback(['Deployment']);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await scenario.update({ resources: { Group: undefined, Deployment: undefined, ...worker.resource(1) } });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    await expectNextUpdateWorks();
  });
});

describe('the application was deleted during an update, and its groups with it', () => {
  const deleteApplication = () =>
    scenario.codeDeploy.send(
      new DeleteApplicationCommand({ applicationName: scenario.service.applicationName }),
    );
  const putBack = async (): Promise<void> => {
    const { applicationName } = scenario.service;
    await scenario.codeDeploy.send(new CreateApplicationCommand({ applicationName, computePlatform: 'ECS' }));
    await scenario.createGroupByHand('blue-green');
  };

  test('way out: put application and group back, then continue', async () => {
    expect(await failRollback(deleteApplication)).toContain('continue-update-rollback');
    await putBack();
    await scenario.continueRollback();
    await expectVersion1();
    await expectNextUpdateWorks();
  });
});

describe('the service was deleted during an update', () => {
  test.each([1, 2] as const)(
    'way out: create it again under its name with version %i, then continue',
    async (version) => {
      expect(await failRollback(() => service.delete())).toContain('The ECS service web-cluster/web of');
      await service.createAgain(version);
      await scenario.continueRollback();
      await expectVersion1();
      expect(scenario.callsOf('CreateDeployment')).toBe(version);
      await expectNextUpdateWorks();
    },
  );

  test('way out: skip the deployment; the stack is deleted without the service', async () => {
    await failRollback(() => service.delete());
    await scenario.continueRollback(['Deployment']);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    scenario.beginDelete();
    await scenario.finish();
    expect(scenario.stack.status).toBe('DELETE_COMPLETE');
    expect(await scenario.groupNames()).toEqual([]);
  });
});

describe('the service was created again in another way during an update', () => {
  const withAnotherController = async (): Promise<void> => {
    await service.delete();
    await service.createAgain(2, { controller: 'ECS' });
  };
  const inAnotherTargetGroup = async (): Promise<void> => {
    await service.delete();
    await service.createAgain(2, { targetGroupArn: await service.createTargetGroup() });
  };
  const rows = [
    ['on the controller ECS', withAnotherController, 'has the deployment controller ECS'],
    ['in a target group of its own', inAnotherTargetGroup, "The service's tasks are in target group other"],
  ] as const;

  test.each(rows)('%s: correct that, then continue', async (_how, breaks, reason) => {
    expect(await failRollback(breaks)).toContain(reason);
    await service.delete();
    await service.createAgain(2);
    await scenario.continueRollback();
    await expectVersion1();
    await expectNextUpdateWorks();
  });

  test.each(rows)('%s: skip the deployment', async (_how, breaks, reason) => {
    expect(await failRollback(breaks)).toContain(reason);
    await scenario.continueRollback(['Deployment']);
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

test('the old task definition was deregistered: skip the deployment, then update to a version that can run', async () => {
  const [taskDefinition] = scenario.service.taskDefinitions;
  const reason = await failRollback(() => ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition })));
  expect(reason).toContain('--resources-to-skip Deployment');
  await scenario.continueRollback(['Deployment']);
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
  await expectNextUpdateWorks();
});

test.each([true, false])(
  "the rollback's own deployment was stopped by hand (with rollback: %s): continue",
  async (withRollback) => {
    await release.create(NAMED);
    await release.untilDeployed(NAMED);
    worker.fail();
    await scenario.untilStatus('shop', 'UPDATE_ROLLBACK_IN_PROGRESS');
    await scenario.operator.stopByHand(await scenario.untilDeployment('installing'), withRollback);
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(scenario.events.failure('Deployment')).toMatch(/Deployment d-\w+ was stopped/);
    expect(await scenario.answer()).toBe('version 2');
    await scenario.continueRollback();
    await expectVersion1();
    await expectNextUpdateWorks();
  },
);

describe("the group's service role was deleted during an update", () => {
  const RoleName = 'web-codedeploy';
  const PolicyArn = 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS';

  test('way out: create it again under its name, then continue', async () => {
    const reason = await failRollback(async () => {
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
    });
    expect(reason).toContain('does not have the permissions required to assume the role');
    expect(reason).toContain('continue-update-rollback --stack-name shop');
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'codedeploy.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await scenario.continueRollback();
    await expectVersion1();
    await expectNextUpdateWorks();
  });
});

test('the owner tag names another resource, because an operator has edited it: the rollback takes the group over', async () => {
  await release.create(NAMED);
  await release.untilDeployed(NAMED);
  await scenario.codeDeploy.send(
    new TagResourceCommand({
      ResourceArn: await scenario.groupArn(),
      Tags: [{ Key: 'org-codedeploy:ecs-deployment', Value: 'edited-by-hand' }],
    }),
  );
  worker.fail();
  await scenario.finish();
  await expectVersion1();
  await expectNextUpdateWorks();
});
