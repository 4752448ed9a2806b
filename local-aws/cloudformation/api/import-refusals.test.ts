import type { ResourceToImport } from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../fixtures/account';
import { found, OWN, planImport, RETAINED, wild } from '../fixtures/import';
import { thingTemplate } from '../fixtures/things';

const account = accountPerTest();

test.each<[string, Parameters<typeof thingTemplate>[0], ResourceToImport[], string]>([
  ['no resources', { Own: OWN, Found: RETAINED }, [], 'Must Provide at least one resource to import'],
  [
    'a resource that is missing in the template',
    { Own: OWN },
    [found('Found', 'found-1')],
    'The logical resource ids [Found] provided in ResourceToImport do not exist in the template.',
  ],
  [
    'the same resource twice',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'found-1'), found('Found', 'found-1')],
    'Every resource to import must have unique LogicalResourceId',
  ],
  [
    'a resource of the stack',
    { Own: OWN },
    [found('Own', 'thing-1')],
    'Resources [Own] passed in ResourceToImport are already in a stack and cannot be imported.',
  ],
  [
    'a wrong identifier',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'x', { ResourceIdentifier: { Name: 'x' } })],
    'Invalid resource identifier for resource type Test::Things::Thing. Expected [Id]',
  ],
  [
    'a type whose READ answers attributes only',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'x', { ResourceType: 'AWS::Logs::LogGroup' })],
    'The following resource types are not supported for resource import: AWS::Logs::LogGroup',
  ],
  [
    'a resource without DeletionPolicy',
    { Own: OWN, Found: {} },
    [found('Found', 'found-1')],
    'The following resources to import [Found] must have DeletionPolicy attribute specified in the template.',
  ],
  [
    'another new resource',
    { Own: OWN, Found: RETAINED, New: RETAINED },
    [found('Found', 'found-1')],
    'Resources [New] is missing from ResourceToImport list',
  ],
  [
    'another changed resource',
    { Own: { Color: 'blue', ...OWN }, Found: RETAINED },
    [found('Found', 'found-1')],
    'You have modified resources [Own] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.',
  ],
  [
    'a removed resource',
    { Found: RETAINED },
    [found('Found', 'found-1')],
    'You have modified resources [Own] in your template that are not being imported.',
  ],
])('refuses %s', async (_, things, resources, expected) => {
  await account.create(thingTemplate({ Own: OWN }));
  wild(account, 'found-1');

  await expect(planImport(account, things, resources)).rejects.toThrow(expected);
});

test('refuses outputs, and creates no stack then', async () => {
  wild(account, 'found-1');
  const TemplateBody = thingTemplate({ Found: RETAINED }, { Id: { Value: { Ref: 'Found' } } });

  await expect(planImport(account, {}, [found('Found', 'found-1')], { TemplateBody })).rejects.toThrow(
    'As part of the import operation, you cannot modify or add [Outputs]',
  );
  expect(account.cloudFormation.findStack('shop')).toBeUndefined();
});
