import { unnoticed, type Assumption } from './assumption';

export const CLOUD_CONTROL: readonly Assumption[] = [
  {
    id: 'cc-01',
    question: 'what an UPDATE gets',
    decision:
      'the patched answer of READ and the answer of READ as previous properties, both without read-only properties but with the primary identifier; write-only properties only where the patch sets them',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Cloud Control API User Guide',
    dependsOn: 'An UPDATE through Cloud Control must not remove a policy that it does not name.',
    readings: [
      { name: 'patched', says: 'the patched answer of READ, without read-only properties' },
      { name: 'withReadOnly', says: 'with read-only properties' },
      { name: 'withWriteOnly', says: 'with write-only properties' },
      { name: 'noPrevious', says: 'no previous properties' },
    ],
  },
  {
    id: 'cc-02',
    question: 'what a DELETE gets',
    decision: 'the primary identifier only',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Cloud Control API User Guide',
    dependsOn: 'A DELETE without properties.',
    readings: [
      { name: 'identifier', says: 'the identifier only' },
      { name: 'whole', says: 'more properties' },
    ],
  },
  {
    id: 'cc-03',
    question: 'stack, stack tags and system tags in a request',
    decision: 'no stack id, no tags; the logical id is a new one in each request',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Cloud Control API User Guide',
    dependsOn: 'Resources without a stack: their owner is their own identifier.',
    readings: [
      { name: 'none', says: 'no stack id, no tags' },
      { name: 'some', says: 'a stack id, or tags' },
    ],
  },
  {
    id: 'cc-04',
    question: 'what is checked before a request is accepted',
    decision:
      'type, identifier, documents, for an update READ, the patch and the schema. What the handler says, NotFound of a DELETE too, is the end of the accepted request',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Cloud Control API User Guide',
    dependsOn: 'NotFound of a DELETE.',
    readings: [
      { name: 'ends', says: 'fails the accepted request' },
      { name: 'refused', says: 'refuses the request' },
      { name: 'succeeds', says: 'counts as success' },
    ],
  },
  unnoticed(
    'cc-05',
    'the error for a wrong document, patch or page token',
    "`ValidationException`, with a text of its own where AWS's is unknown",
  ),
  {
    id: 'cc-06',
    question: '`StatusMessage`',
    decision:
      "the handler's own message, while the request is in progress and after it failed; none after a success or a cancellation",
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Cloud Control API User Guide',
    dependsOn: 'What users read while they wait.',
    readings: [
      { name: 'handlers', says: "the handler's message" },
      { name: 'other', says: 'another text, or none' },
    ],
  },
  {
    id: 'cc-07',
    question: '`ErrorCode` of a code that ProgressEvent does not have, and of a request that takes too long',
    decision: '`InternalFailure`; `NotStabilized`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Cloud Control API User Guide',
    dependsOn: 'A code that users see.',
    readings: [
      { name: 'internalFailure', says: '`InternalFailure`' },
      { name: 'other', says: 'another code' },
    ],
  },
  unnoticed(
    'cc-08',
    '`EventTime`, `RetryAfter`, `ResourceModel`',
    'the last change of status or message; the next invocation; left out',
  ),
  unnoticed('cc-09', 'a request that is not in progress is cancelled', '`ValidationException`'),
  {
    id: 'cc-10',
    question: 'a second request for a resource',
    decision:
      '`ConcurrentOperationException` until the first one has ended or is cancelled, for updates and deletes',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Cloud Control API User Guide',
    dependsOn: 'Two requests at once.',
    readings: [
      { name: 'refused', says: 'refused' },
      { name: 'accepted', says: 'accepted' },
    ],
  },
  unnoticed(
    'cc-11',
    '`RoleArn`, `ResourceModel` of ListResources',
    'without effect; given to the LIST handler as properties',
  ),
  unnoticed('cc-12', 'the order of ListResourceRequests', 'newest first'),
];
