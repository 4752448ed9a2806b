import { about, inWords } from './type-question';
import type { Question } from './question';
import type { TypeFacts } from '../observe/type-facts';

type CloudControlFacts = NonNullable<TypeFacts['cloudControl']>;

const asked = (
  id: string,
  answer: (facts: CloudControlFacts) => [reading: string, evidence: string] | undefined | '',
): Question => about(id, ({ cloudControl }) => cloudControl && answer(cloudControl));

/** What is asked about resources without a stack. */
export const CLOUD_CONTROL_QUESTIONS: readonly Question[] = [
  asked('cc-01', ({ update }) => {
    if (!update) return undefined;
    const { previous, readOnly, secret } = update;
    const evidence = `previous properties: ${inWords(previous)}, read-only ones: ${inWords(readOnly)}, write-only ones: ${inWords(secret)}`;
    if (!previous) return ['noPrevious', evidence];
    if (secret) return ['withWriteOnly', evidence];
    return [readOnly ? 'withReadOnly' : 'patched', evidence];
  }),
  asked(
    'cc-02',
    ({ delete: properties }) =>
      properties && [
        properties.join() === 'Id' ? 'identifier' : 'whole',
        `the properties are ${properties.join(', ')}`,
      ],
  ),
  asked(
    'cc-03',
    ({ create }) =>
      create && [
        create.stackId || create.tags ? 'some' : 'none',
        `stack id: ${inWords(create.stackId)}, tags: ${inWords(create.tags)}, logical ids: ${create.logicalIds}`,
      ],
  ),
  asked('cc-04', ({ missing }) => {
    if (!missing) return undefined;
    if ('error' in missing) return ['refused', `${missing.error.code}: ${missing.error.message}`];
    const { status, code } = missing.value;
    return [status === 'SUCCESS' ? 'succeeds' : 'ends', `the request ended in ${status} ${code}`];
  }),
  asked(
    'cc-06',
    ({ message, create }) =>
      create && [message === 'Step 1' ? 'handlers' : 'other', `StatusMessage: ${message ?? 'none'}`],
  ),
  asked('cc-07', ({ errorCode }) =>
    errorCode === undefined
      ? undefined
      : [
          errorCode === 'InternalFailure' ? 'internalFailure' : 'other',
          `NonCompliant of the handler is ${errorCode}`,
        ],
  ),
  asked(
    'cc-10',
    ({ second }) =>
      second &&
      ('error' in second
        ? ['refused', `${second.error.code}: ${second.error.message}`]
        : ['accepted', 'the second request was accepted']),
  ),
];
