import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  type CreateChangeSetInput,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../fixtures/account';
import { INNER, nestedPerTest, outer } from '../fixtures/nested';
import type { Stack } from '../stacks/stack';

const account = accountPerTest();
const { create, inner, nameFolder, write } = nestedPerTest(account);

const StackName = 'shop';
const ROOT = { StackName, ChangeSetName: 'next' };
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

const describeSet = (ChangeSetName: string | undefined) =>
  account.client.send(new DescribeChangeSetCommand({ ChangeSetName }));

/** Creates a change set with those of nested stacks, and describes it. */
async function changeSet(input: Partial<CreateChangeSetInput> = { UsePreviousTemplate: true }) {
  const all = { ...ROOT, IncludeNestedStacks: true, ...input };
  const { Id } = await account.client.send(new CreateChangeSetCommand(all));
  return describeSet(Id);
}

/** The change set of a nested stack that the lines of its parent's change set name. */
async function nestedSet({ Changes = [] }: Awaited<ReturnType<typeof changeSet>>, logicalId = 'Inner') {
  const lines = Changes.map(({ ResourceChange }) => ResourceChange);
  return describeSet(lines.find((line) => line?.LogicalResourceId === logicalId)?.ChangeSetId);
}

const lineIds = ({ Changes = [] }: Awaited<ReturnType<typeof changeSet>>) =>
  Changes.map(({ ResourceChange: line }) => `${line?.Action} ${line?.LogicalResourceId}`);

/** The names and statuses of the change sets of a stack. */
async function setsOf({ id }: Stack): Promise<string[]> {
  const { Summaries = [] } = await account.client.send(new ListChangeSetsCommand({ StackName: id }));
  return Summaries.map(({ Status, ExecutionStatus }) => `${Status} ${ExecutionStatus}`);
}

async function execute(): Promise<Stack> {
  await account.client.send(new ExecuteChangeSetCommand(ROOT));
  return account.settle();
}

/** The one stack whose parent this is. */
function childOf(stack: Stack): Stack {
  return account.cloudFormation.stacks.all.find(({ origin }) => origin.parentId === stack.id)!;
}

const MORE = INNER.replace(
  'Outputs:',
  '  More: { Type: Test::Things::Thing, Properties: { Color: grey } }\nOutputs:',
);

describe('an update', () => {
  test('has a change set for each nested stack, at every depth', async () => {
    write('middle.yaml', outer({}));
    const middle = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'middle.yaml' } };
    const stack = await create(JSON.stringify({ Resources: { Inner: middle } }));
    write('inner.yaml', MORE);
    const root = await changeSet();
    const middleSet = await nestedSet(root);
    const innerSet = await nestedSet(middleSet);

    expect(root).toMatchObject({ IncludeNestedStacks: true, Status: 'CREATE_COMPLETE' });
    expect([root.ParentChangeSetId, root.RootChangeSetId]).toEqual([undefined, undefined]);
    expect(root.Changes).toMatchObject([
      {
        ResourceChange: {
          Action: 'Modify',
          PhysicalResourceId: inner(stack).id,
          Replacement: 'False',
          Scope: ['Properties'],
          Details: [{ Evaluation: 'Dynamic', ChangeSource: 'Automatic' }],
        },
      },
    ]);
    expect(middleSet).toMatchObject({
      StackId: inner(stack).id,
      ChangeSetName: expect.stringMatching(/^next-Inner-[A-Z0-9]{12}$/) as string,
      ParentChangeSetId: root.ChangeSetId,
      RootChangeSetId: root.ChangeSetId,
      IncludeNestedStacks: true,
      Status: 'CREATE_COMPLETE',
      StatusReason: 'Only executable from the root change set.',
      ExecutionStatus: 'UNAVAILABLE',
    });
    expect(innerSet).toMatchObject({
      StackId: inner(inner(stack)).id,
      ParentChangeSetId: middleSet.ChangeSetId,
      RootChangeSetId: root.ChangeSetId,
    });
    expect(lineIds(innerSet)).toEqual(['Add More']);

    await execute();
    expect([...inner(inner(stack)).resources.keys()]).toEqual(['Thing', 'More']);
    expect(await setsOf(inner(inner(stack)))).toEqual(['CREATE_COMPLETE EXECUTE_COMPLETE']);
  });

  test('has no line for a nested stack without changes, whose change set fails', async () => {
    const stack = await create(outer({}));
    const root = await changeSet({ TemplateBody: outer({}, { Size: 3 }) });

    expect(root).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
    expect(lineIds(root)).toEqual(['Modify User']);
    expect(await setsOf(inner(stack))).toEqual(['FAILED UNAVAILABLE']);
    await execute();
    expect(stack.status).toBe('UPDATE_COMPLETE');
  });

  test('without any change fails', async () => {
    await create(outer({}));
    expect(await changeSet()).toMatchObject({ Status: 'FAILED', StatusReason: NO_CHANGES, Changes: [] });
  });

  test('uses the templates as they were when the change set was created', async () => {
    const stack = await create(outer({}));
    write('inner.yaml', MORE);
    await changeSet();
    write('inner.yaml', INNER);
    await execute();
    expect([...inner(stack).resources.keys()]).toEqual(['Thing', 'More']);
  });

  test('shows a parameter of a nested stack unresolved when a resource has its value', async () => {
    const template = (Name: string) =>
      JSON.stringify({
        Resources: {
          Inner: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: {
              TemplateURL: './inner.yaml',
              Parameters: { Color: 'red', Name: { 'Fn::GetAtt': ['Source', 'Id'] } },
            },
          },
          Source: { Type: 'Test::Things::Thing', Properties: { Color: 'red', Name } },
        },
      });
    const stack = await create(template('a'));
    const set = await nestedSet(await changeSet({ TemplateBody: template('b') }));

    expect(set.Parameters).toContainEqual({
      ParameterKey: 'Name',
      ParameterValue: '{{IntrinsicFunction:shop/Source.Id/Fn::GetAtt}}',
    });
    expect(set.Changes).toMatchObject([
      { ResourceChange: { LogicalResourceId: 'Thing', Replacement: 'Conditional' } },
    ]);
    await execute();
    const source = stack.resources.get('Source')?.physicalId;
    expect(inner(stack).resources.get('Thing')?.properties.Name).toBe(source);
  });

  test('fails with the change set of a nested stack that fails for another reason than a lack of changes', async () => {
    await create(outer({}));
    const root = await changeSet({ TemplateBody: outer({ Unknown: 'a' }) });
    const set = await nestedSet(root);

    expect(root).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason: `Nested change set ${set.ChangeSetId} was not successfully created: Currently in FAILED.`,
    });
    expect(set).toMatchObject({
      Status: 'FAILED',
      StatusReason: 'Parameters: [Unknown] do not exist in the template',
    });
  });
});

describe('a new nested stack', () => {
  const ChangeSetType = 'CREATE' as const;

  test('waits for the execution, which creates it', async () => {
    nameFolder();
    const root = await changeSet({ ChangeSetType, TemplateBody: outer({}) });
    const stack = account.cloudFormation.getStack(StackName);
    const planned = childOf(stack);

    expect(planned.status).toBe('REVIEW_IN_PROGRESS');
    expect(planned.name).toMatch(/^shop-Inner-[A-Z0-9]{12}$/);
    expect(planned.events).toMatchObject([{ ResourceStatus: 'REVIEW_IN_PROGRESS' }]);
    expect(root.Changes?.[0]).toMatchObject({
      ResourceChange: { Action: 'Add', LogicalResourceId: 'Inner', PhysicalResourceId: planned.id },
    });
    expect(lineIds(await nestedSet(root))).toEqual(['Add Thing']);

    await execute();
    expect([stack.status, planned.status]).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE']);
    expect(inner(stack)).toBe(planned);
  });

  test('is deleted with the root change set', async () => {
    const stack = await create(outer({}));
    const other = outer({}).replaceAll('Inner', 'Other');
    const set = await nestedSet(await changeSet({ TemplateBody: other }), 'Other');
    const planned = account.cloudFormation.getStack(set.StackId!);
    await account.client.send(new DeleteChangeSetCommand(ROOT));
    await account.cloudFormation.settle(planned);

    expect(planned.status).toBe('DELETE_COMPLETE');
    expect([await setsOf(stack), await setsOf(inner(stack))]).toEqual([[], []]);
    await expect(describeSet(set.ChangeSetId)).rejects.toThrow('does not exist');
  });

  test('is deleted with a root stack that only a change set has planned', async () => {
    nameFolder();
    await changeSet({ ChangeSetType, TemplateBody: outer({}) });
    const planned = childOf(account.cloudFormation.getStack(StackName));
    await account.client.send(new DeleteStackCommand({ StackName }));
    await account.settle();
    await account.cloudFormation.settle(planned);
    expect(planned.status).toBe('DELETE_COMPLETE');
  });

  test('is deleted when the execution fails before its turn', async () => {
    nameFolder();
    const template = JSON.parse(outer({})) as { Resources: Record<string, object> };
    Object.assign(template.Resources.Inner!, { DependsOn: 'First' });
    template.Resources.First = {
      Type: 'Test::Things::Thing',
      Properties: { Color: 'red', FailOn: 'CREATE' },
    };
    await changeSet({ ChangeSetType, TemplateBody: JSON.stringify(template) });
    const planned = childOf(account.cloudFormation.getStack(StackName));
    const stack = await execute();
    await account.cloudFormation.settle(planned);
    expect([stack.status, planned.status]).toEqual(['ROLLBACK_COMPLETE', 'DELETE_COMPLETE']);
  });

  test('whose template cannot be used waits, too, and its change set says why', async () => {
    nameFolder();
    const root = await changeSet({ ChangeSetType, TemplateBody: outer({ Unknown: 'a' }) });
    const set = await nestedSet(root);
    expect(set).toMatchObject({ Status: 'FAILED', Changes: [] });
    expect(childOf(account.cloudFormation.getStack(StackName)).status).toBe('REVIEW_IN_PROGRESS');
    await expect(execute()).rejects.toThrow('cannot be executed');
  });
});

test('only the root change set can be executed or deleted', async () => {
  await create(outer({}));
  write('inner.yaml', MORE);
  const { ChangeSetId: ChangeSetName, RootChangeSetId } = await nestedSet(await changeSet());
  await expect(account.client.send(new ExecuteChangeSetCommand({ ChangeSetName }))).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
    message: `ChangeSet [${ChangeSetName}] cannot be executed in its current execution status of [UNAVAILABLE]. Execute its root change set [${RootChangeSetId}]`,
  });
  await expect(account.client.send(new DeleteChangeSetCommand({ ChangeSetName }))).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
    message: `ChangeSet [${ChangeSetName}] can only be deleted with the root change set [${RootChangeSetId}].`,
  });
});

test.each([
  [{ ChangeSetType: 'IMPORT' as const }, 'of type IMPORT'],
  [{ DeploymentMode: 'REVERT_DRIFT' as const }, 'with DeploymentMode REVERT_DRIFT'],
])('a change set with %o has none of nested stacks', async (input, which) => {
  await create(outer({}));
  await expect(changeSet({ UsePreviousTemplate: true, ...input })).rejects.toThrow(
    `IncludeNestedStacks is not supported for change sets ${which}.`,
  );
});
