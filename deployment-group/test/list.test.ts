import {
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
} from '@aws-sdk/client-codedeploy';
import { type LocalAwsOptions, createBlueGreenService } from '#local-aws';
import { startGroupScenario, propertiesFor, type GroupScenario } from './group-scenario';

let scenario: GroupScenario;
afterEach(async () => {
  await scenario.close();
});

/** Groups `<service>-group`, each in an application of its own: one service, one group. */
async function openWithGroups(names: string[], options: LocalAwsOptions = {}): Promise<GroupScenario> {
  scenario = await startGroupScenario({ localAws: options });
  for (const name of names) {
    const service = await createBlueGreenService(scenario.aws, { name, steady: false });
    await scenario.operations.create(propertiesFor(service));
  }
  return scenario;
}

const model = (application: string, group: string) => ({
  ApplicationName: application,
  DeploymentGroupName: group,
});

async function createLambdaGroup(
  { codeDeploy, service }: GroupScenario,
  applicationName: string,
): Promise<void> {
  await codeDeploy.send(new CreateApplicationCommand({ applicationName, computePlatform: 'Lambda' }));
  await codeDeploy.send(
    new CreateDeploymentGroupCommand({
      applicationName,
      deploymentGroupName: 'functions',
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      serviceRoleArn: service.serviceRoleArn,
    }),
  );
}

describe('list', () => {
  test('names the groups of all applications for ECS, one application a page', async () => {
    const { operations } = await openWithGroups(['b', 'a']);
    const first = await operations.list();
    expect(first.answer).toEqual({
      status: 'SUCCESS',
      message: '',
      callbackDelaySeconds: 0,
      resourceModels: [model('a-application', 'a-group')],
      nextToken: expect.any(String) as string,
    });
    expect(first.calls).toEqual(['ListApplications', 'BatchGetApplications', 'ListDeploymentGroups']);
    const second = await operations.list({}, { nextToken: first.answer.nextToken! });
    expect(second.answer.resourceModels).toEqual([model('b-application', 'b-group')]);
  });

  test('leaves out groups for servers and Lambda functions', async () => {
    const { operations } = await openWithGroups(['a']);
    await createLambdaGroup(scenario, 'a-functions');
    expect(await operations.listAll()).toEqual([model('a-application', 'a-group')]);
  });

  test('ends, and needs one call, where there is no application', async () => {
    const { operations, codeDeploy, service } = await openWithGroups([]);
    await codeDeploy.send(new DeleteApplicationCommand({ applicationName: service.applicationName }));
    const { answer, calls } = await operations.list();
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModels: [] });
    expect(answer.nextToken).toBeUndefined();
    expect(calls).toEqual(['ListApplications']);
  });

  test('goes through the pages of CodeDeploy, of applications and of groups', async () => {
    const { operations, codeDeploy } = await openWithGroups(['a', 'b', 'c'], { codeDeploy: { pageSize: 2 } });
    await createLambdaGroup(scenario, 'functions');
    for (const name of ['d', 'e', 'f']) {
      const service = await createBlueGreenService(scenario.aws, { name, steady: false });
      await operations.create({ ...propertiesFor(service), ApplicationName: 'c-application' });
      await codeDeploy.send(new DeleteApplicationCommand({ applicationName: service.applicationName }));
    }
    expect(names(await operations.listAll())).toEqual([
      'a-application a-group',
      'b-application b-group',
      'c-application c-group',
      'c-application d-group',
      'c-application e-group',
      'c-application f-group',
    ]);
  });

  test('continues when an application is deleted between two pages', async () => {
    const { operations, codeDeploy } = await openWithGroups(['a', 'b', 'c']);
    const { answer } = await operations.list();
    await codeDeploy.send(new DeleteApplicationCommand({ applicationName: 'a-application' }));
    const second = await operations.list({}, { nextToken: answer.nextToken! });
    expect(second.answer.resourceModels).toEqual([model('b-application', 'b-group')]);
  });

  test('takes an application that is deleted in the middle of a page for one without groups', async () => {
    const { aws, operations, codeDeploy } = await openWithGroups(['a', 'b']);
    aws.faults.before({ service: 'codedeploy', operation: 'ListDeploymentGroups', count: 1 }, async () => {
      await codeDeploy.send(new DeleteApplicationCommand({ applicationName: 'a-application' }));
    });
    expect(await operations.listAll()).toEqual([model('b-application', 'b-group')]);
  });

  test('refuses a token that it did not give', async () => {
    const { operations } = await openWithGroups([]);
    const { answer, calls } = await operations.list({}, { nextToken: 'nonsense' });
    expect(answer).toMatchObject({
      status: 'FAILED',
      errorCode: 'InvalidRequest',
      message:
        'The token for the next page does not come from a LIST of this type. List again from the first page. [UnknownPageToken]',
    });
    expect(calls).toEqual([]);
  });
});

const names = (models: Record<string, unknown>[]) =>
  models
    .map(
      ({ ApplicationName, DeploymentGroupName }) =>
        `${String(ApplicationName)} ${String(DeploymentGroupName)}`,
    )
    .sort();
