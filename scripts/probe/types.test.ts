import {
  ASSUMPTIONS,
  CloudControlApi,
  CloudFormation,
  CloudFormationApi,
  startLocalAws,
  type LocalAws,
  type Switch,
} from '#local-aws';
import { clean } from './account/clean';
import type { Facts } from './observe/facts';
import { findNamed, type Part } from './account/named';
import { observeTypes, WITH_TYPES } from './observe/types';
import { asksOf, NOTHING } from './probe-account';
import { QUESTIONS } from './questions/questions';
import { setUpTypes } from './account/set-up-types';

let aws: LocalAws;
let cloudFormation: CloudFormation | undefined;

beforeEach(async () => {
  aws = await startLocalAws();
});
afterEach(async () => {
  await cloudFormation?.close();
  await aws.close();
});

const PART: readonly Part[] = ['cloudformation'];

/** The readings that a run names for these questions. */
async function readingsUnder(
  settings: NonNullable<Switch['cloudFormation']>,
  ids: readonly string[],
): Promise<Record<string, string | undefined>> {
  cloudFormation = new CloudFormation(aws, settings);
  aws.register('cloudformation', new CloudFormationApi(cloudFormation));
  aws.register('cloudcontrolapi', new CloudControlApi(cloudFormation));
  const { clients, clock } = asksOf(aws);
  const bucket = await setUpTypes(clients, clock);
  const facts: Facts = { types: {} };
  expect(await observeTypes(clients, clock, bucket, facts.types ?? {}, ids)).toEqual([]);
  expect(await clean(clients, clock, PART)).toEqual({ left: [], foreign: [] });
  expect(await findNamed(clients, clock, PART)).toEqual(NOTHING);
  return Object.fromEntries(
    QUESTIONS.filter(({ id }) => ids.includes(id)).map(({ id, answer }) => [id, answer(facts)?.reading]),
  );
}

const asked = ASSUMPTIONS.flatMap((row) =>
  WITH_TYPES.includes(row.id) ? [{ id: row.id, readings: 'readings' in row ? row.readings : [] }] : [],
);

/** Readings that hide another one: the order of a rollback what happens beside a failed one, and that what is continued. */
const APART: Record<string, number> = { 'cfn-01': 1, 'cfn-05': 2 };

/** Readings of different rows are turned on together, as far as they can be seen together. */
const RUNS = [0, 1, 2].map((run) =>
  asked.flatMap(({ id, readings }) =>
    readings
      .slice(1)
      .flatMap(({ name, switch: reading }) =>
        reading?.cloudFormation ? [{ id, name, settings: reading.cloudFormation }] : [],
      )
      .filter((_, index) => (APART[id] ?? index) === run),
  ),
);

// What the local AWS takes by default is confirmed by the whole run of run.test.ts.
test.each(RUNS.map((cases) => ({ cases, names: cases.map(({ id, name }) => `${id} ${name}`).join(', ') })))(
  'with $names turned on, the probe names them',
  async ({ cases }) => {
    const settings = Object.assign({}, ...cases.map((each) => each.settings)) as object;
    const named = await readingsUnder(
      settings,
      cases.map(({ id }) => id),
    );
    expect(named).toEqual(Object.fromEntries(cases.map(({ id, name }) => [id, name])));
  },
);

test('every reading that has a setting is in one of the runs', () => {
  const settings = asked.flatMap(({ readings }) => readings.flatMap((each) => each.switch ?? []));
  expect(RUNS.flat()).toHaveLength(settings.length);
  expect(settings.length).toBeGreaterThan(25);
});
