import type { Stack } from '#local-aws';
import { OTHER_NAMESPACE, inOtherNamespace, packedTypesInOther } from './scenario/other-namespace';
import { StackScenario } from './scenario/stack-scenario';
import type { TemplateOptions } from './scenario/template';

/* docs/release.md, "Your own namespace": the types of two namespaces in one account. */

const OWNER_TAG = 'org-codedeploy:ecs-deployment';
const NAMED: TemplateOptions = { group: { DeploymentGroupName: 'blue-green' } };
/** Only an `EcsDeployment`, in the group of the first stack. */
const ONLY_DEPLOYMENT: TemplateOptions = {
  resources: { Group: undefined },
  deployment: { DeploymentGroupName: 'blue-green' },
};

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
  for (const zip of await packedTypesInOther())
    scenario.cloudFormation.registry.register(zip, { logGroupName: 'types' });
});
afterEach(() => scenario.close());

/** Creates a stack of the other namespace. */
async function createOther(template: TemplateOptions, onFailure?: 'DO_NOTHING'): Promise<Stack> {
  const stack = await scenario.cloudFormation.createStack({
    stackName: 'other',
    template: inOtherNamespace(scenario.template(template)),
    ...(onFailure && { onFailure }),
  });
  await scenario.cloudFormation.settle(stack);
  return stack;
}

async function deleteOther(stack: Stack): Promise<void> {
  scenario.cloudFormation.deleteStack('other');
  await scenario.cloudFormation.settle(stack);
}

/** The type and the reason of each resource that could not be created. */
const failures = (stack: Stack) =>
  stack.events
    .filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    .map(({ ResourceType, ResourceStatusReason }) => [ResourceType, ResourceStatusReason]);

/** What belongs to the stack that was there first. */
const belongings = async () => ({
  groups: await scenario.groupNames(),
  tags: await scenario.allTags(),
  running: await scenario.operator.liveVersion(),
  deployments: (await scenario.operator.deployments()).length,
});

test.each([
  {
    claimed: 'the group',
    template: NAMED,
    type: 'EcsDeploymentGroup',
    refusal:
      /There is already a deployment group blue-green of application web-application: it belongs to shop\/Group\. .*\[GroupAlreadyExists\]/,
  },
  {
    claimed: 'the deployments in it',
    template: ONLY_DEPLOYMENT,
    type: 'EcsDeployment',
    refusal:
      /The deployment group web-application\/blue-green already has .*, declared as shop\/Deployment\. .*\[AlreadyDeclared\]/,
  },
])(
  'a stack of the other namespace that claims $claimed is refused, and leaves all to the first',
  async ({ template, type, refusal }) => {
    await scenario.create(NAMED);
    const before = await belongings();
    expect(before.tags).toHaveProperty([OWNER_TAG]);

    const rolledBack = await createOther({ ...template, version: 2 });
    expect(rolledBack.status).toBe('ROLLBACK_COMPLETE');
    expect(failures(rolledBack)).toEqual([
      [`${OTHER_NAMESPACE}::CodeDeploy::${type}`, expect.stringMatching(refusal)],
    ]);
    expect(await belongings()).toEqual(before);
    await deleteOther(rolledBack);

    const left = await createOther({ ...template, version: 2 }, 'DO_NOTHING');
    expect(left.status).toBe('CREATE_FAILED');
    await deleteOther(left);
    expect(left.status).toBe('DELETE_COMPLETE');
    expect(await belongings()).toEqual(before);

    await scenario.update({ ...NAMED, version: 3 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect((await belongings()).running).toBe(3);
  },
);
