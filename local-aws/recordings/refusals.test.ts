import { createBlueGreenService, type BlueGreenService } from '../fixtures/blue-green-service';
import {
  startDeploymentScenario,
  type DeploymentScenario,
} from '../services/codedeploy/test/deployment-scenario';
import { answerTo, RECORDINGS, type RecordedAnswer } from '.';

let scenario: DeploymentScenario;
beforeEach(async () => {
  scenario = await startDeploymentScenario();
});
afterEach(() => scenario.close());

/** What a refusal has to be: the recorded text, and the code if the recording has it. */
const recorded = ({ code, message }: RecordedAnswer) => ({
  ...(code !== undefined && { name: code }),
  message,
});

const group = (change: string) => recorded(answerTo(RECORDINGS.deploymentGroupRefusals.answers, change));

describe('of deployment groups', () => {
  const blueGreen = () => scenario.groupInput.blueGreenDeploymentConfiguration;

  /** A group for another service of the same account. */
  const forService = ({
    clusterName,
    serviceName,
    targetGroups,
    productionListenerArn,
  }: BlueGreenService) => ({
    ecsServices: [{ clusterName, serviceName }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: targetGroups.map(({ name }) => ({ name })),
          prodTrafficRoute: { listenerArns: [productionListenerArn] },
        },
      ],
    },
  });

  test.each([
    ['autoScalingGroups', () => ({ autoScalingGroups: [] })],
    [
      'continueWithWait',
      () => ({
        blueGreenDeploymentConfiguration: {
          ...blueGreen(),
          deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' as const, waitTimeInMinutes: 30 },
        },
      }),
    ],
    ['ecsController', async () => forService(await addService({ controller: 'ECS' }))],
    [
      'networkLoadBalancerInSteps',
      async () => ({
        ...forService(await addService({ loadBalancerType: 'network' })),
        deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
      }),
    ],
  ])('%s', async (change, over) => {
    await expect(scenario.createGroup(await over())).rejects.toMatchObject(group(change));
  });

  const addService = (options: Parameters<typeof createBlueGreenService>[1]) =>
    createBlueGreenService(scenario.aws, { ...options, name: 'other' });

  test('serverApplication', async () => {
    const applicationName = 'servers';
    await scenario.codedeploy.createApplication({ applicationName, computePlatform: 'Server' });
    const withoutService = { ...scenario.groupInput, applicationName, ecsServices: undefined };
    const create = scenario.codedeploy.createDeploymentGroup(withoutService);
    await expect(create).rejects.toMatchObject(group('serverApplication'));
  });

  test('untrustedRole', async () => {
    await scenario.distrust();
    await expect(scenario.createGroup()).rejects.toMatchObject(group('untrustedRole'));
  });

  test('missingGroup, missingApplication', async () => {
    const { applicationName } = scenario.group;
    const get = (key: { applicationName: string; deploymentGroupName: string }) =>
      scenario.codedeploy.getDeploymentGroup(key);
    await expect(get({ applicationName, deploymentGroupName: 'web' })).rejects.toMatchObject(
      group('missingGroup'),
    );
    await expect(get({ applicationName: 'web', deploymentGroupName: 'web' })).rejects.toMatchObject(
      group('missingApplication'),
    );
  });
});

describe('of deployments', () => {
  const deployment = (change: string) => answerTo(RECORDINGS.deploymentRefusals.answers, change);

  test('busy', async () => {
    await scenario.createGroup();
    const id = await scenario.deploy(2);
    const { code, message } = deployment('busy');
    await expect(scenario.deploy(3)).rejects.toMatchObject({
      name: code,
      message: message.replace(/d-[A-Z0-9]{9}/, id),
    });
  });

  test('withoutRevision', async () => {
    await scenario.createGroup();
    await expect(scenario.codedeploy.createDeployment(scenario.group)).rejects.toMatchObject(
      recorded(deployment('withoutRevision')),
    );
  });

  test('zipArchive', async () => {
    await scenario.createGroup();
    const s3Location = { bucket: 'bucket', key: 'app.zip', bundleType: 'zip' as const };
    await expect(scenario.deploy(2, { revision: { revisionType: 'S3', s3Location } })).rejects.toMatchObject(
      recorded(deployment('zipArchive')),
    );
  });
});

describe('of updates of a service on the controller CODE_DEPLOY', () => {
  test.each([
    ['taskDefinition', () => ({ taskDefinition: scenario.service.taskDefinitions[1] })],
    [
      'networkConfiguration',
      () => ({ networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } } }),
    ],
    ['loadBalancers', () => ({ loadBalancers: [] })],
  ])('%s', async (change, over) => {
    const { clusterName: cluster, serviceName: service } = scenario.service;
    await expect(scenario.ecs.updateService({ cluster, service, ...over() })).rejects.toMatchObject(
      recorded(answerTo(RECORDINGS.serviceUpdateRefusals.answers, change)),
    );
  });
});
