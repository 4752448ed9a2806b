import {
  CreateCapacityProviderCommand,
  CreateServiceCommand,
  DeleteCapacityProviderCommand,
  DeleteServiceCommand,
  DescribeCapacityProvidersCommand,
  ECSClient,
  PutClusterCapacityProvidersCommand,
} from '@aws-sdk/client-ecs';
import {
  clientConfiguration,
  createBlueGreenService,
  type BlueGreenService,
} from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let ecs: ECSClient;
let web: BlueGreenService;
beforeEach(async () => {
  aws = await startLocalAws();
  ecs = new ECSClient(clientConfiguration(aws));
  web = await createBlueGreenService(aws, { steady: false });
});
afterEach(() => aws.close());

const create = (name: string) =>
  ecs.send(
    new CreateCapacityProviderCommand({
      name,
      autoScalingGroupProvider: { autoScalingGroupArn: 'arn:aws:autoscaling:…:group', managedScaling: {} },
    }),
  );
const put = (...capacityProviders: string[]) =>
  ecs.send(
    new PutClusterCapacityProvidersCommand({
      cluster: web.clusterName,
      capacityProviders,
      defaultCapacityProviderStrategy: [],
    }),
  );
const createService = (capacityProvider: string) =>
  ecs.send(
    new CreateServiceCommand({
      cluster: web.clusterName,
      serviceName: 'other',
      taskDefinition: 'web',
      desiredCount: 1,
      capacityProviderStrategy: [{ capacityProvider, weight: 1 }],
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    }),
  );

it('has those of Fargate, and makes others of Auto Scaling groups', async () => {
  await create('instances');
  const { capacityProviders } = await ecs.send(new DescribeCapacityProvidersCommand({}));
  expect(capacityProviders?.map(({ name }) => name)).toEqual(['FARGATE', 'FARGATE_SPOT', 'instances']);
  await expect(create('instances')).rejects.toThrow('A capacity provider with the same name already exists.');
  await expect(create('ecs-instances')).rejects.toThrow('It cannot begin with aws, ecs or fargate.');
});

it('gives a service only capacity providers that its cluster has', async () => {
  await expect(createService('instances')).rejects.toThrow(
    "The specified capacity provider 'instances' was not found. Specify a valid name or ARN and try again.",
  );
  await create('instances');
  await expect(createService('instances')).rejects.toThrow(
    'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.',
  );
  await put('instances');
  expect((await createService('instances')).service?.capacityProviderStrategy).toMatchObject([
    { capacityProvider: 'instances' },
  ]);
});

it('keeps a capacity provider in its cluster while a service uses it, and in the account while a cluster has it', async () => {
  await create('instances');
  await put('instances');
  const remove = () => ecs.send(new DeleteCapacityProviderCommand({ capacityProvider: 'instances' }));
  const inUse = 'The specified capacity provider is in use and cannot be removed.';
  await expect(remove()).rejects.toThrow(inUse);
  await createService('instances');
  await expect(put()).rejects.toMatchObject({ name: 'ResourceInUseException', message: inUse });
  const input = { cluster: web.clusterName, service: 'other', force: true };
  await ecs.send(new DeleteServiceCommand(input));
  await put();
  await remove();
});
