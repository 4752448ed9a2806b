import {
  ASSUMPTIONS,
  applySwitch,
  CloudFormation,
  CloudFormationApi,
  startLocalAws,
  type LocalAws,
  type Switch,
} from '#local-aws';
import { clean } from './account/clean';
import type { Facts } from './observe/facts';
import { findNamed } from './account/named';
import { observe } from './observe/group';
import { observeListener } from './observe/listener';
import { WITH_TYPES } from './observe/types';
import { asksOf, NOTHING } from './probe-account';
import { QUESTIONS } from './questions/questions';
import { setUp } from './account/set-up';

let aws: LocalAws;

beforeEach(async () => {
  aws = await startLocalAws();
});
afterEach(() => aws.close());

const NETWORK = { vpc: 'vpc-1', subnets: ['subnet-1', 'subnet-2'] };

/** The reading that a run names for each question. */
async function readingsUnder(reading: Switch): Promise<Record<string, string | undefined>> {
  const { clients, clock } = asksOf(aws);
  const account = await setUp(clients, clock, NETWORK);
  const cloudFormation = new CloudFormation(aws, applySwitch(aws, reading));
  aws.register('cloudformation', new CloudFormationApi(cloudFormation));
  const facts: Facts = {};
  const observation = { clients, clock, account, facts };
  await observeListener(observation);
  await observe(observation, true);
  expect(await clean(clients, clock)).toEqual({ left: [], foreign: [] });
  expect(await findNamed(clients, clock)).toEqual(NOTHING);
  await cloudFormation.close();
  return Object.fromEntries(questions.map(({ id, answer }) => [id, answer(facts)?.reading]));
}

/** Those without types: `types.test.ts` has the others. */
const questions = QUESTIONS.filter(({ id }) => !WITH_TYPES.includes(id));

const asked = ASSUMPTIONS.flatMap((row) => {
  const readings = 'readings' in row ? row.readings : [];
  return questions.some(({ id }) => id === row.id) ? [{ id: row.id, readings }] : [];
});

/** Readings that hide another one: a list that lags, GetDeployment's lag; a stop that is refused, everything after it. */
const APART: Record<string, number> = { 'lag-06': 1, 'stop-06': 1, 'stop-11': 2, 'lag-09': 3 };

/** Readings of different rows are turned on together, as far as they can be seen together. */
const RUNS = [0, 1, 2, 3].map((run) =>
  asked.flatMap(({ id, readings }) =>
    readings
      .slice(1)
      .flatMap(({ name, switch: reading }) => (reading ? [{ id, name, reading }] : []))
      .filter((_, index) => (APART[id] ?? index) === run),
  ),
);

test('each question is about an assumption with readings, whose page says that there is a probe', () => {
  const withReadings = ASSUMPTIONS.filter((row) => 'readings' in row).map(({ id }) => id);
  expect(QUESTIONS.map(({ id }) => id).filter((id) => !withReadings.includes(id))).toEqual([]);
  const withProbe = ASSUMPTIONS.filter((row) => 'sure' in row && row.noProbe === undefined);
  expect(withProbe.map(({ id }) => id).sort()).toEqual(QUESTIONS.map(({ id }) => id).sort());
});

test('by default, each question gets the reading that the local AWS takes', async () => {
  const taken = Object.fromEntries(asked.map(({ id, readings }) => [id, readings[0].name]));
  expect(await readingsUnder({})).toEqual(taken);
});

test.each(RUNS.map((cases) => ({ cases, names: cases.map(({ id, name }) => `${id} ${name}`).join(', ') })))(
  'with $names turned on, the probe names them',
  async ({ cases }) => {
    const switches = cases.map(({ reading }) => reading);
    const reading = {
      codeDeployReadings: Object.assign({}, ...switches.map((each) => each.codeDeployReadings)) as object,
      codeDeployFaults: Object.assign({}, ...switches.map((each) => each.codeDeployFaults)) as object,
      cloudFormation: Object.assign({}, ...switches.map((each) => each.cloudFormation)) as object,
      ecsFaults: Object.assign({}, ...switches.map((each) => each.ecsFaults)) as object,
    };
    expect(await readingsUnder(reading)).toMatchObject(
      Object.fromEntries(cases.map(({ id, name }) => [id, name])),
    );
  },
);

test('every reading that has a setting is in one of the runs', () => {
  const settings = asked.flatMap(({ readings }) => readings.flatMap((each) => each.switch ?? []));
  expect(RUNS.flat()).toHaveLength(settings.length);
  expect(settings.length).toBeGreaterThan(40);
});
