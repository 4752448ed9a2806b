import { ASSUMPTIONS } from '#local-aws';
import { WITH_TYPES } from '../observe/types';
import { QUESTIONS } from './questions';
import type { TypeFacts } from '../observe/type-facts';

const refusal = { error: { code: 'ValidationError', message: 'No.' } };
const update = { previous: true, readOnly: false, secret: false };

/** What would be observed under each reading that the local AWS cannot show. */
const OBSERVED: [id: string, reading: string, facts: TypeFacts][] = [
  ['cfn-04', 'update', { updatesOfReplaced: 1 }],
  ['cfn-06', 'other', { reasons: { cancel: undefined, continue: 'Continued', rollback: 'User Initiated' } }],
  ['cfn-08', 'refused', { cancelledPreserving: refusal }],
  ['cfn-10', 'notReverted', { revert: { called: false, flag: false } }],
  ['cfn-12', 'lastGood', { templateAfterFailure: 'lastGood' }],
  ['cfn-14', 'each', { rolledBackStack: { operations: 2, from: '3', to: '2', flag: true } }],
  ['cfn-15', 'other', { timeout: { reason: undefined, resource: 'Done' } }],
  ['cfn-16', 'one', { deletedOfReplacement: 1 }],
  ['cfn-19', 'ignored', { snapshot: { value: {} } }],
  ['cfn-21', 'delete', { importFailed: { deletes: 2, reverts: 0 } }],
  ['cfn-24', 'failed', { unreadable: { detection: 'DETECTION_FAILED', resource: 'NOT_CHECKED' } }],
  ['cfn-31', 'always', { reads: 5 }],
  ['cfn-32', 'ignored', { readOnlyProperty: { called: true, reason: undefined } }],
  ['cfn-39', 'reverted', { importFailed: { deletes: 0, reverts: 1 } }],
  ['cfn-44', 'on', { expressFailure: 'UPDATE_ROLLBACK_COMPLETE' }],
  ['cfn-46', 'atExecution', { revertDrift: { value: 'drifted1', hasSecret: false, reads: 1 } }],
  ['cc-01', 'withReadOnly', { cloudControl: { update: { ...update, readOnly: true } } }],
  ['cc-01', 'withWriteOnly', { cloudControl: { update: { ...update, secret: true } } }],
  ['cc-01', 'noPrevious', { cloudControl: { update: { ...update, previous: false } } }],
  ['cc-02', 'whole', { cloudControl: { delete: ['Id', 'Value'] } }],
  ['cc-03', 'some', { cloudControl: { create: { stackId: false, tags: true, logicalIds: 1 } } }],
  ['cc-04', 'refused', { cloudControl: { missing: refusal } }],
  ['cc-04', 'succeeds', { cloudControl: { missing: { value: { status: 'SUCCESS', code: '' } } } }],
  ['cc-06', 'other', { cloudControl: { create: { stackId: false, tags: false, logicalIds: 1 } } }],
  ['cc-07', 'other', { cloudControl: { errorCode: 'GeneralServiceException' } }],
  ['cc-10', 'accepted', { cloudControl: { second: { value: {} } } }],
];

test.each(OBSERVED)('%s: what would be seen under the reading %s is named so', (id, reading, types) => {
  const question = QUESTIONS.find((each) => each.id === id);
  expect(question?.answer({ types })?.reading).toBe(reading);
  expect(question?.answer({ types: {} })).toBeUndefined();
});

test('every reading without a setting is in the table', () => {
  const unseen = ASSUMPTIONS.flatMap((row) =>
    WITH_TYPES.includes(row.id) && 'readings' in row
      ? row.readings.slice(1).flatMap((each) => (each.switch ? [] : [`${row.id} ${each.name}`]))
      : [],
  );
  expect(OBSERVED.map(([id, reading]) => `${id} ${reading}`).sort()).toEqual(unseen.sort());
});
