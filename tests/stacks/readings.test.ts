import { ASSUMPTIONS, type Switch } from '#local-aws';
import { StackScenario } from './scenario/stack-scenario';
import { CANARY, waits, type TemplateOptions } from './scenario/template';
import { Worker } from './scenario/worker';

/**
 * The operations that a reading can change, in this order after a create and before a delete, which every reading has:
 * `cancelled` during a traffic shift, `siblingFailed` in a termination wait, `updated`, and `busy` (after `updated`): an update
 * while an operator's deployment runs that CodeDeploy does not list yet.
 */
type Flow = 'cancelled' | 'siblingFailed' | 'updated' | 'busy';
const ALL: Flow[] = ['cancelled', 'siblingFailed', 'updated', 'busy'];

/** The flows of a row; all when it is not here. */
const FLOWS: Record<string, Flow[]> = {
  'grp-12': ['updated'],
  'grp-15': ['updated', 'busy'],
  'grp-16': ['cancelled'],
  'grp-17': ['updated'],
  'grp-18': [],
  'grp-19': ['cancelled', 'updated'],
  'dep-04': ['siblingFailed'],
  'dep-09': ['cancelled', 'updated'],
  'dep-14': ['cancelled'],
  'dep-16': ['cancelled'],
  'dep-18': ['siblingFailed'],
  'dep-22': ['updated', 'busy'],
  'dep-23': ['siblingFailed'],
  'dep-24': ['siblingFailed'],
  'cfn-02': ['cancelled'],
  'cfn-05': ['siblingFailed'],
  'cfn-27': [],
  'cfn-28': ['updated'],
  'cfn-29': ['updated'],
  'cfn-30': ['siblingFailed', 'updated'],
  'cfn-33': ['updated'],
  'cfn-35': ['updated', 'busy'],
  'cfn-37': ['updated'],
  'stop-01': ['cancelled'],
  'stop-04': ['cancelled'],
  'stop-05': ['siblingFailed'],
  'stop-06': ['cancelled'],
  'stop-08': ['siblingFailed'],
  'stop-10': ['siblingFailed'],
  'stop-11': ['siblingFailed'],
  'stop-12': ['cancelled'],
  'list-05': ['updated', 'busy'],
};

/** What is different under a reading: statuses, and the number of deployments. */
interface Consequence {
  /** How many deployments an update and its rollback in the termination wait make. */
  deploymentsOfSibling?: number;
}

const CONSEQUENCES: Record<string, Consequence> = {
  // CodeDeploy refuses the stop, so the wait is ended, and the old version is deployed again.
  'stop-11 refused': { deploymentsOfSibling: 2 },
};

const CASES = ASSUMPTIONS.flatMap((row) => {
  if (row.kind !== 'open' || row.noticedBy !== 'handlers') return [];
  return (row.readings ?? []).flatMap(({ name, switch: reading }) =>
    reading ? [{ id: row.id, case: `${row.id} ${name}`, reading }] : [],
  );
});

/** `scripts/probe/types.test.ts` shows these: a flow here has no resource without a call, update without rollback or second rollback. */
const NOT_IN_FLOWS = [
  'rollbackOfUncalled',
  'cancelWithoutRollback',
  'continueRollback',
  'preservedRevertFlag',
  'failedUpdates',
  'driftTags',
];

/** `import`, `express`, `revert-drift`, `refactoring` and `rollback-after-several.test.ts` try these. */
const OF_OTHER_FILES = new Set([
  ...NOT_IN_FLOWS,
  'importUpdates',
  'importPrevious',
  'expressInvocations',
  'revertDriftPrevious',
  'revertDriftRollback',
  'refactorTags',
  'continueRollbackFlag',
  'rollbackStackFlag',
]);

/** The histories draw every lag, and `deployment/test/visibility-lag.test.ts` tries them. */
const isHere = ({ id, reading }: { id: string; reading: Switch }): boolean =>
  !id.startsWith('lag-') &&
  !Object.keys(reading.cloudFormation ?? {}).some((name) => OF_OTHER_FILES.has(name));

let scenario: StackScenario;
let worker: Worker;

afterEach(() => scenario.close());

const template = (version: 1 | 2 | 3, workerVersion: 1 | 2 = 1): TemplateOptions => ({
  group: { ...CANARY, ...waits({ termination: 60 }) },
  version,
  resources: worker.resource(workerVersion),
});

/** Starts an update, and waits until its deployment has run for so long. */
async function updateFor(seconds: number, options: TemplateOptions): Promise<void> {
  await scenario.beginUpdate(options);
  await scenario.untilCall('CreateDeployment');
  await scenario.wait(seconds);
}

/** What is left after an operation, and how many deployments it has made. */
async function outcome(operation: () => Promise<void>) {
  const before = scenario.callsOf('CreateDeployment');
  await operation();
  await scenario.finish();
  const deployments = scenario.callsOf('CreateDeployment') - before;
  // Until what a lag hides shows, and what drains is gone.
  await scenario.wait(120);
  return { status: scenario.stack.status, taskSets: await scenario.operator.taskSets(), deployments };
}

const left = (status: string, version: 1 | 2 | 3, deployments: number) => ({
  status,
  taskSets: [`version ${version} PRIMARY`],
  deployments,
});

const flows: Record<Flow, (consequence: Consequence) => Promise<void>> = {
  cancelled: async () => {
    const cancelled = await outcome(async () => {
      await updateFor(120, template(2));
      scenario.cancel();
    });
    expect(cancelled).toEqual(left('UPDATE_ROLLBACK_COMPLETE', 1, 1));
  },

  siblingFailed: async ({ deploymentsOfSibling = 1 }) => {
    const siblingFailed = await outcome(async () => {
      await updateFor(900, template(2, 2));
      worker.fail();
    });
    expect(siblingFailed).toEqual(left('UPDATE_ROLLBACK_COMPLETE', 1, deploymentsOfSibling));
  },

  updated: async () => {
    expect(await outcome(() => scenario.beginUpdate(template(2)))).toEqual(left('UPDATE_COMPLETE', 2, 1));
  },

  busy: async () => {
    const { faults } = scenario.aws.codeDeploy;
    const update = async () => {
      await scenario.deployByHand(3);
      faults.listedLateSeconds = 30;
      await scenario.beginUpdate(template(1));
      await scenario.wait(60);
      faults.listedLateSeconds = 0;
    };
    expect(await outcome(update)).toEqual(left('UPDATE_COMPLETE', 1, 2));
  },
};

test.each([{ id: '', case: 'as the local AWS is by default', reading: {} }, ...CASES.filter(isHere)])(
  'stacks keep their promises: $case',
  async ({ id, case: name, reading }) => {
    scenario = await StackScenario.start({}, reading);
    worker = await Worker.prepare(scenario);
    expect(await outcome(() => scenario.beginCreate(template(1)))).toEqual(left('CREATE_COMPLETE', 1, 0));
    for (const flow of FLOWS[id] ?? ALL) await flows[flow](CONSEQUENCES[name] ?? {});
    const deleted = await outcome(() => {
      scenario.beginDelete();
      return Promise.resolve();
    });
    expect(deleted).toMatchObject({ status: 'DELETE_COMPLETE', deployments: 0 });
  },
);
