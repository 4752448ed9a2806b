import type { ResourceToImport } from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../fixtures/account';
import { found, OWN, planImport, RETAINED, wild } from '../fixtures/import';
import { thingTemplate } from '../fixtures/things';

const account = accountPerTest();

test.each<[string, Parameters<typeof thingTemplate>[0], ResourceToImport[], string]>([
  ['no resources', { Own: OWN, Found: RETAINED }, [], 'Must Provide at least one resource to import'],
  [
    'a resource that the template does not have',
    { Own: OWN },
    [found('Found', 'found-1')],
    'The logical resource ids [Found] provided in ResourceToImport do not exist in the template.',
  ],
  [
    'a resource twice',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'found-1'), found('Found', 'found-1')],
    'Every resource to import must have unique LogicalResourceId',
  ],
  [
    'a resource of the stack itself',
    { Own: OWN },
    [found('Own', 'thing-1')],
    'Resources [Own] passed in ResourceToImport are already in a stack and cannot be imported.',
  ],
  [
    'another identifier',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'x', { ResourceIdentifier: { Name: 'x' } })],
    'Invalid resource identifier for resource type Test::Things::Thing. Expected [Id]',
  ],
  [
    'a type that cannot be read whole',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'x', { ResourceType: 'AWS::Logs::LogGroup' })],
    'The following resource types are not supported for resource import: AWS::Logs::LogGroup',
  ],
  [
    'no DeletionPolicy',
    { Own: OWN, Found: {} },
    [found('Found', 'found-1')],
    'The following resources to import [Found] must have DeletionPolicy attribute specified in the template.',
  ],
  [
    'a new resource beside',
    { Own: OWN, Found: RETAINED, New: RETAINED },
    [found('Found', 'found-1')],
    'Resources [New] is missing from ResourceToImport list',
  ],
  [
    'a changed resource beside',
    { Own: { Color: 'blue', ...OWN }, Found: RETAINED },
    [found('Found', 'found-1')],
    'You have modified resources [Own] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.',
  ],
  [
    'a resource less',
    { Found: RETAINED },
    [found('Found', 'found-1')],
    'You have modified resources [Own] in your template that are not being imported.',
  ],
])('refuses %s', async (_, things, resources, expected) => {
  await account.create(thingTemplate({ Own: OWN }));
  wild(account, 'found-1');

  await expect(planImport(account, things, resources)).rejects.toThrow(expected);
});

test('refuses outputs, and leaves no stack behind when it would have been a new one', async () => {
  wild(account, 'found-1');
  const TemplateBody = thingTemplate({ Found: RETAINED }, { Id: { Value: { Ref: 'Found' } } });

  await expect(planImport(account, {}, [found('Found', 'found-1')], { TemplateBody })).rejects.toThrow(
    'As part of the import operation, you cannot modify or add [Outputs]',
  );
  expect(account.cloudFormation.findStack('shop')).toBeUndefined();
});
