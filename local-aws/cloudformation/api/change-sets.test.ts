import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
  type CreateChangeSetInput,
} from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { accountPerTest } from '../fixtures/account';
import { thingTemplate } from '../fixtures/things';

const account = accountPerTest();
const StackName = 'shop';

async function changeSet(input: Partial<CreateChangeSetInput>, name = 'next') {
  const { Id } = await account.client.send(
    new CreateChangeSetCommand({ StackName, ChangeSetName: name, ...input }),
  );
  return account.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
}

const named = (name: string) => ({ StackName, ChangeSetName: name });

describe('the lines of a change set', () => {
  const TASK = `
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions: [{ Name: web, Image: !Sub 'web:\${Version}' }]`;
  const template = (more = '') => `
Parameters: { Version: { Type: String } }
Resources:${TASK}
  Deployment: { Type: Test::Things::Thing, Properties: { Color: !Ref Task } }
  After: { Type: Test::Things::Thing, Properties: { Color: !GetAtt Deployment.Id } }
  Other: { Type: Test::Things::Thing, Properties: { Color: red } }${more}`;
  const versions = (ParameterValue: string) => [{ ParameterKey: 'Version', ParameterValue }];

  test('follow a replaced resource to those that refer to it, with the causes', async () => {
    await account.create(template(), { parameters: { Version: '1' } });
    const { Changes } = await changeSet({ UsePreviousTemplate: true, Parameters: versions('2') });

    expect(Changes?.map(({ ResourceChange: line }) => [line?.Action, line?.LogicalResourceId])).toEqual([
      ['Modify', 'Task'],
      ['Modify', 'Deployment'],
      ['Modify', 'After'],
    ]);
    const [task, deployment, after] = (Changes ?? []).map(({ ResourceChange }) => ResourceChange);
    const containers = {
      Attribute: 'Properties',
      Name: 'ContainerDefinitions',
      RequiresRecreation: 'Always',
    };
    expect(task).toMatchObject({
      Replacement: 'True',
      PolicyAction: 'ReplaceAndDelete',
      Scope: ['Properties'],
      Details: [
        {
          Target: containers,
          Evaluation: 'Static',
          ChangeSource: 'ParameterReference',
          CausingEntity: 'Version',
        },
        { Target: containers, Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
      ],
    });
    expect(deployment).toMatchObject({
      Replacement: 'False',
      Scope: ['Properties'],
      Details: [
        {
          Target: { Attribute: 'Properties', Name: 'Color', RequiresRecreation: 'Never' },
          Evaluation: 'Dynamic',
          ChangeSource: 'ResourceReference',
          CausingEntity: 'Task',
        },
      ],
    });
    expect(after?.Details).toMatchObject([
      { Evaluation: 'Dynamic', ChangeSource: 'ResourceAttribute', CausingEntity: 'Deployment.Id' },
    ]);
  });

  test('are those of the update that the execution then runs', async () => {
    await account.create(template(), { parameters: { Version: '1' } });
    await changeSet({ UsePreviousTemplate: true, Parameters: versions('2') });
    const calls = account.calls().length;
    await account.client.send(new ExecuteChangeSetCommand(named('next')));
    const stack = await account.settle();

    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(account.calls(calls).filter((call) => call.startsWith('UPDATE'))).toEqual(['UPDATE Deployment']);
  });

  test('say that a create-only property is replaced, and conditionally so when its value is not known yet', async () => {
    const things = (Name: string) =>
      JSON.stringify({
        Resources: {
          A: { Type: 'Test::Things::Thing', Properties: { Color: 'red', Name } },
          B: {
            Type: 'Test::Things::Thing',
            Properties: { Color: 'red', Name: { 'Fn::GetAtt': ['A', 'Id'] } },
          },
        },
      });
    await account.create(things('one'));
    const { Changes } = await changeSet({ TemplateBody: things('two') });
    expect(Changes).toMatchObject([
      { ResourceChange: { LogicalResourceId: 'A', Replacement: 'True' } },
      {
        ResourceChange: {
          LogicalResourceId: 'B',
          Replacement: 'Conditional',
          Details: [{ Evaluation: 'Dynamic', CausingEntity: 'A.Id' }],
        },
      },
    ]);
  });

  test('show changed stack tags, a direct modification, and what a removal does', async () => {
    const $with = { DeletionPolicy: 'Retain' };
    await account.create(thingTemplate({ Thing: {}, Gone: { $with } }));
    const { Changes } = await changeSet({
      TemplateBody: thingTemplate({ Thing: { Color: 'blue' } }),
      Tags: [{ Key: 'team', Value: 'b' }],
    });
    expect(Changes).toMatchObject([
      {
        ResourceChange: {
          Action: 'Modify',
          Scope: ['Properties', 'Tags'],
          Details: [
            { Target: { Name: 'Color' }, Evaluation: 'Static', ChangeSource: 'DirectModification' },
            { Target: { Attribute: 'Tags', RequiresRecreation: 'Never' } },
          ],
        },
      },
      { ResourceChange: { Action: 'Remove', LogicalResourceId: 'Gone', PolicyAction: 'Retain' } },
    ]);
  });
});

describe('parameters', () => {
  const template = JSON.stringify({
    Parameters: {
      Color: { Type: 'String', Default: 'red' },
      Size: { Type: 'Number', Default: 1 },
      Needed: { Type: 'String' },
    },
    Resources: {
      Thing: {
        Type: 'Test::Things::Thing',
        Properties: { Color: { Ref: 'Color' }, Size: { Ref: 'Size' }, Name: { Ref: 'Needed' } },
      },
    },
  });
  const given = (...pairs: [string, string | true][]) =>
    pairs.map(([ParameterKey, value]) =>
      value === true ? { ParameterKey, UsePreviousValue: true } : { ParameterKey, ParameterValue: value },
    );

  test.each(['UpdateStack', 'a change set'])(
    '%s gives parameters that are left out their defaults',
    async (way) => {
      await account.client.send(
        new CreateStackCommand({
          StackName,
          TemplateBody: template,
          Parameters: given(['Color', 'blue'], ['Size', '2'], ['Needed', 'a']),
        }),
      );
      await account.settle();
      const Parameters = given(['Size', true], ['Needed', true]);
      if (way === 'UpdateStack')
        await account.client.send(
          new UpdateStackCommand({ StackName, UsePreviousTemplate: true, Parameters }),
        );
      else {
        const { Parameters: shown } = await changeSet({ UsePreviousTemplate: true, Parameters });
        expect(shown).toMatchObject([
          { ParameterKey: 'Color', ParameterValue: 'red' },
          { ParameterKey: 'Size', ParameterValue: '2' },
          { ParameterKey: 'Needed', ParameterValue: 'a' },
        ]);
        await account.client.send(new ExecuteChangeSetCommand(named('next')));
      }
      const stack = await account.settle();
      expect(stack.resources.get('Thing')?.properties).toEqual({ Color: 'red', Size: '2', Name: 'a' });
    },
  );

  test('a parameter without a default has to be given each time', async () => {
    await account.create(template, { parameters: { Needed: 'a' } });
    const update = new UpdateStackCommand({ StackName, UsePreviousTemplate: true });
    await expect(account.client.send(update)).rejects.toThrow('Parameters: [Needed] must have values');
    await expect(changeSet({ UsePreviousTemplate: true })).rejects.toThrow(
      'Parameters: [Needed] must have values',
    );
  });

  test('an SSM parameter is read anew in each operation, and a change set keeps what it has read', async () => {
    const ssm = new SSMClient(clientConfiguration(account.aws));
    const put = (Value: string) =>
      ssm.send(new PutParameterCommand({ Name: '/image', Type: 'String', Value, Overwrite: true }));
    await put('web@sha256:1');
    const stored = JSON.stringify({
      Parameters: { Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' } },
      Resources: { Thing: { Type: 'Test::Things::Thing', Properties: { Color: { Ref: 'Image' } } } },
    });
    const stack = await account.create(stored);
    expect(stack.resources.get('Thing')?.properties.Color).toBe('web@sha256:1');
    const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks?.[0]?.Parameters).toEqual([
      { ParameterKey: 'Image', ParameterValue: '/image', ResolvedValue: 'web@sha256:1' },
    ]);

    await put('web@sha256:2');
    const Parameters = given(['Image', true]);
    const set = await changeSet({ UsePreviousTemplate: true, Parameters });
    expect(set.Parameters).toMatchObject([{ ParameterValue: '/image', ResolvedValue: 'web@sha256:2' }]);
    await put('web@sha256:3');
    await account.client.send(new ExecuteChangeSetCommand(named('next')));
    await account.settle();
    expect(stack.resources.get('Thing')?.properties.Color).toBe('web@sha256:2');

    await account.client.send(new UpdateStackCommand({ StackName, UsePreviousTemplate: true, Parameters }));
    await account.settle();
    expect(stack.resources.get('Thing')?.properties.Color).toBe('web@sha256:3');
    ssm.destroy();
  });
});

describe('the life of a change set', () => {
  test('a new stack shows that it waits for its change set', async () => {
    await changeSet({ ChangeSetType: 'CREATE', TemplateBody: thingTemplate({ Thing: {} }) });
    const { StackEvents } = await account.client.send(new DescribeStackEventsCommand({ StackName }));
    expect(StackEvents).toMatchObject([
      {
        LogicalResourceId: StackName,
        ResourceStatus: 'REVIEW_IN_PROGRESS',
        ResourceStatusReason: 'User Initiated',
      },
    ]);
  });

  test('a change set that does not exist counts as deleted, and a stack that does not exist is named', async () => {
    await account.create(thingTemplate({ Thing: {} }));
    await account.client.send(new DeleteChangeSetCommand(named('none')));
    await expect(account.client.send(new DescribeChangeSetCommand(named('none')))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
      message: 'ChangeSet [none] does not exist',
    });
    const elsewhere = new DeleteChangeSetCommand({ StackName: 'other', ChangeSetName: 'none' });
    await expect(account.client.send(elsewhere)).rejects.toThrow('Stack [other] does not exist');
    await expect(account.client.send(new DeleteChangeSetCommand({ ChangeSetName: 'none' }))).rejects.toThrow(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
  });

  test('a stack that cannot be updated gets no change set', async () => {
    const stack = await account.create(thingTemplate({ Thing: { FailOn: 'CREATE' } }));
    const refused = changeSet({ TemplateBody: thingTemplate({ Thing: {} }) });
    await expect(refused).rejects.toThrow(
      `Stack:${stack.id} is in ROLLBACK_COMPLETE state and can not be updated.`,
    );
  });

  test('change sets go with their stack', async () => {
    await account.create(thingTemplate({ Thing: {} }));
    const { ChangeSetId: ChangeSetName } = await changeSet({ TemplateBody: thingTemplate({ New: {} }) });
    await account.client.send(new DeleteStackCommand({ StackName }));
    await account.settle();
    await expect(account.client.send(new DescribeChangeSetCommand({ ChangeSetName }))).rejects.toThrow(
      `ChangeSet [${ChangeSetName}] does not exist`,
    );
    await account.create(thingTemplate({ Thing: {} }));
    expect(await account.client.send(new ListChangeSetsCommand({ StackName }))).toMatchObject({
      Summaries: [],
    });
  });

  test('the execution of one deletes the others; any other update makes them obsolete', async () => {
    await account.create(thingTemplate({ Thing: {} }));
    const list = async () => {
      const { Summaries } = await account.client.send(new ListChangeSetsCommand({ StackName }));
      return Summaries?.map(({ ChangeSetName, ExecutionStatus }) => `${ChangeSetName} ${ExecutionStatus}`);
    };
    await changeSet({ TemplateBody: thingTemplate({ Thing: { Color: 'blue' } }) }, 'blue');
    await changeSet({ TemplateBody: thingTemplate({ Thing: { Color: 'pink' } }) }, 'pink');
    await expect(changeSet({ TemplateBody: thingTemplate({ Thing: {} }) }, 'pink')).rejects.toThrow(
      'ChangeSet pink cannot be created',
    );
    await account.client.send(new ExecuteChangeSetCommand(named('blue')));
    await account.settle();
    expect(await list()).toEqual(['blue EXECUTE_COMPLETE']);
    const again = account.client.send(new ExecuteChangeSetCommand(named('blue')));
    await expect(again).rejects.toThrow('current execution status of [EXECUTE_COMPLETE]');

    await changeSet({ TemplateBody: thingTemplate({ Thing: { Color: 'pink' } }) }, 'pink');
    const TemplateBody = thingTemplate({ Thing: { Color: 'grey' } });
    await account.client.send(new UpdateStackCommand({ StackName, TemplateBody }));
    await account.settle();
    expect(await list()).toEqual(['blue EXECUTE_COMPLETE', 'pink OBSOLETE']);
  });
});
