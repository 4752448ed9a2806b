import { DEFAULT_SETTINGS } from '../cloudformation/stacks/stack-environment';
import { startLocalAws } from '../local-aws';
import { noFaults } from '../services/codedeploy/faults';
import { CODE_DEPLOY_READINGS, defaultReadings } from '../services/codedeploy/readings';
import { noEcsFaults } from '../services/ecs/faults';
import { applySwitch } from './apply-switch';
import { RECORDINGS } from '../recordings';
import { ASSUMPTIONS, RETIRED } from '.';

const readings = ASSUMPTIONS.flatMap((row) =>
  'readings' in row ? row.readings.map((each) => ({ row, ...each })) : [],
);

/** Every setting that a reading turns on, e.g. `codeDeployReadings.busyText=deploying`. */
const switched = readings.flatMap(({ switch: settings = {} }) =>
  Object.entries(settings).flatMap(([of, values]) =>
    Object.entries(values as object).map(([name, value]) => `${of}.${name}=${String(value)}`),
  ),
);

/** The settings of a service that have a row. */
const named = (of: string) =>
  new Set(switched.filter((each) => each.startsWith(`${of}.`)).map((each) => each.split(/[.=]/)[1]));

/** How many ids of each kind have been given without a gap. Raise a number, never lower it. */
const NUMBERED = { svc: 50, grp: 21, dep: 27, stop: 12, list: 6, lag: 9, cfn: 67, cc: 12 };

test('each id is given once, and none is ever missing', () => {
  const ids = [...ASSUMPTIONS.map(({ id }) => id), ...RETIRED];
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z]+-\d{2}$/.test(id))).toEqual([]);
  const missing = Object.entries(NUMBERED).flatMap(([prefix, count]) =>
    Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(2, '0')}`).filter(
      (id) => !ids.includes(id),
    ),
  );
  expect(missing).toEqual([]);
});

test('the names of the readings of a row are different, and the first needs no setting', () => {
  for (const row of ASSUMPTIONS) {
    if (!('readings' in row)) continue;
    const names = row.readings.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1);
    expect(row.readings[0].switch).toBeUndefined();
  }
});

test('each recording that a row names exists, and a row that is sure by a recording names one', () => {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const names = Object.keys(RECORDINGS).map(kebab);
  const rows = ASSUMPTIONS.flatMap((row) => ('evidence' in row ? [row] : []));
  const cited = ({ evidence }: { evidence: string }) =>
    [...evidence.matchAll(/[Rr]ecordings?((?:(?:,| and)? `[a-z-]+`(?: \([^)]*\))?)+)/g)].flatMap(
      ([, list = '']) => [...list.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name),
    );
  expect(rows.flatMap(cited).filter((name) => !names.includes(name ?? ''))).toEqual([]);
  expect(
    rows.filter((row) => row.sure === 'recorded' && cited(row).length === 0).map(({ id }) => id),
  ).toEqual([]);
});

test('no reading turns on what is the default', () => {
  const defaults = {
    cloudFormation: DEFAULT_SETTINGS,
    codeDeployReadings: defaultReadings(),
    codeDeployFaults: noFaults(),
    ecsFaults: noEcsFaults(),
  };
  const unchanged = Object.entries(defaults).flatMap(([of, values]) =>
    Object.entries(values).map(([name, value]) => `${of}.${name}=${String(value)}`),
  );
  expect(switched.filter((each) => unchanged.includes(each))).toEqual([]);
  expect(switched.filter((each, index) => switched.indexOf(each) !== index)).toEqual([]);
});

test('each setting that is a reading of AWS has a row', () => {
  expect(named('cloudFormation')).toEqual(new Set(Object.keys(DEFAULT_SETTINGS)));
  // A rollback that fails is a fault of CodeDeploy, not an answer to a question.
  const faults = Object.keys(noFaults()).filter((name) => name !== 'failRollback');
  expect(named('codeDeployFaults')).toEqual(new Set(faults));
  expect(named('ecsFaults')).toEqual(new Set(Object.keys(noEcsFaults())));
  const all = Object.entries(CODE_DEPLOY_READINGS).flatMap(([name, [, ...others]]) =>
    others.map((value) => `codeDeployReadings.${name}=${value}`),
  );
  expect(switched.filter((each) => each.startsWith('codeDeployReadings.')).sort()).toEqual(all.sort());
});

test('applySwitch turns a reading on', async () => {
  const aws = await startLocalAws();
  try {
    const settings = applySwitch(aws, {
      cloudFormation: { rollbackOrder: 'reversed' },
      codeDeployReadings: { listOrder: 'oldestFirst' },
      codeDeployFaults: { readLateSeconds: 7 },
      ecsFaults: { staleServicesSeconds: 8 },
    });
    expect(settings).toEqual({ rollbackOrder: 'reversed' });
    expect(aws.codeDeploy.readings).toEqual({ ...defaultReadings(), listOrder: 'oldestFirst' });
    expect(aws.codeDeploy.faults).toEqual({ ...noFaults(), readLateSeconds: 7 });
    expect(aws.ecs.faults).toEqual({ ...noEcsFaults(), staleServicesSeconds: 8 });
  } finally {
    await aws.close();
  }
});
