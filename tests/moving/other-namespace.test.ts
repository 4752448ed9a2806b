import { OTHER_NAMESPACE, inOtherNamespace, packedTypesInOther } from '../stacks/scenario/other-namespace';
import { Move, groupToImport } from './move';
import { GROUP_PROPERTIES, ecsDeployment, shop, taskDefinition, type Resources } from './shop';

/* docs/release.md, "Your own namespace": a stack that has resources of the old namespace changes to the new one. */

const NAME = 'shop-blue-green';
const KEPT = { UpdateReplacePolicy: 'Retain' };

const both = (attributes: object = {}): Resources => ({
  Group: {
    Type: 'Org::CodeDeploy::EcsDeploymentGroup',
    ...attributes,
    Properties: { ...GROUP_PROPERTIES, DeploymentGroupName: NAME },
  },
  Deployment: { ...ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] }), ...attributes },
});

let move: Move;
beforeAll(async () => {
  move = await Move.start(shop(1, { ...both(), TaskDefinition: taskDefinition(1, KEPT) }));
  for (const zip of await packedTypesInOther())
    move.account.cloudFormation.registry.register(zip, { logGroupName: 'types' });
});
afterAll(() => move.close());

test('the steps of the page take a stack to the new namespace, without a deployment and without a lost request', async () => {
  const version = (number: number, more: Resources): string =>
    shop(number, { TaskDefinition: taskDefinition(number, KEPT), ...more });
  expect(await move.update(version(2, both()))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(1);
  move.users.take();

  // A changed policy alone is no update.
  const more = { Moving: { Type: 'AWS::SNS::Topic' } };
  expect(await move.update(version(2, { ...both({ DeletionPolicy: 'Retain' }), ...more }))).toBe(
    'UPDATE_COMPLETE',
  );
  const without = version(2, more);
  expect(await move.planned(without, 'Group')).toMatchObject({ Action: 'Remove', PolicyAction: 'Retain' });
  expect(await move.planned(without, 'Deployment')).toMatchObject({
    Action: 'Remove',
    PolicyAction: 'Retain',
  });
  expect(await move.update(without)).toBe('UPDATE_COMPLETE');

  const imported: Resources = { Group: both({ DeletionPolicy: 'Retain' }).Group };
  const resource = groupToImport(move.physicalId('Application'), NAME);
  expect(
    await move.import(inOtherNamespace(version(2, { ...more, ...imported })), {
      ...resource,
      ResourceType: inOtherNamespace(resource.ResourceType ?? ''),
    }),
  ).toBe('IMPORT_COMPLETE');

  expect(await move.update(inOtherNamespace(version(2, both())))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.deployments).toBe(1);
  expect(move.users.take()).toEqual(['version 2']);
  const types = ['Group', 'Deployment'].map((name) => move.stack.resources.get(name)?.type);
  expect(types).toEqual(
    ['EcsDeploymentGroup', 'EcsDeployment'].map((name) => `${OTHER_NAMESPACE}::CodeDeploy::${name}`),
  );

  // The next release, and the rollback of the one after it, are those of the new types.
  expect(await move.update(inOtherNamespace(version(3, both())))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(2);
  const { Deployment: wrong } = both();
  const refused = {
    ...both(),
    Deployment: { ...wrong, Properties: { ...wrong?.Properties, ContainerPort: 81 } },
  };
  expect(await move.update(inOtherNamespace(version(4, refused as Resources)))).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  );
  expect(move.users.take()).toEqual(['version 2', 'version 3']);
});

test('a template that only changes the types is refused', async () => {
  const old = shop(3, { ...both(), TaskDefinition: taskDefinition(3, KEPT) });
  expect(await move.update(old).catch(String)).toBe(
    'ValidationError: Update of resource type is not permitted. The new template modifies resource type of the following resources: [Group, Deployment]',
  );
});
