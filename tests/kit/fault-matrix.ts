import { type LocalAws, startLocalAws } from '#local-aws';
import { FAULT_KINDS, faultsOf, runWithFault, runWithoutFault, type Fault } from './fault';
import type { Operation } from './operation';
import type { Answer } from './registry-event';

/** What is compared, by what it is about. */
export type Outcome = Record<string, unknown>;

/** Opens a scenario; the options are the scenario's own. */
export type Open<Scenario> = (options?: object) => Promise<Scenario>;

/** An operation, ready to be run, in a scenario of its own. */
export interface Flow<Scenario> {
  name: string;
  /** The outcome without a fault, in one line. Runs with a fault are compared with it. */
  end: string;
  begin(open: Open<Scenario>): Promise<{ scenario: Scenario; operation: Operation }>;
}

export interface Matrix<Scenario> {
  title: string;
  flows: Flow<Scenario>[];
  /** Opens a scenario that shares the local AWS with others, and nothing else. */
  open(aws: LocalAws, name: string, options?: object): Promise<Scenario>;
  /** What must be equal with and without a fault. */
  outcome(scenario: Scenario, answer: Answer): Promise<Outcome>;
  /** The essence of an outcome in one line. */
  summary(outcome: Outcome): string;
}

/**
 * `all`: every fault at every call, and at calls that only read too. Any other value: prints the number of cases. Absent, as in
 * CI: every second case, of half of the kinds the odd ones.
 */
const asked = process.env.FAULTS;

/** Tasks that start fast, so that a deployment needs fewer polls: each is a call over HTTP, which takes real time. */
export const FAST_TASKS = { startSeconds: 5, healthySeconds: 10, drainSeconds: 5 };

/** Tests that each flow, with each fault at each place, comes to the end that it comes to without. */
export function describeFaultMatrix<Scenario>(matrix: Matrix<Scenario>): void {
  const counts = new Map<string, number[]>();
  let aws: LocalAws;
  let scenarios = 0;

  const begin = (flow: Flow<Scenario>) =>
    flow.begin((options) => matrix.open(aws, `web${++scenarios}x`, options));

  const attempt = async (flow: Flow<Scenario>, fault: Fault): Promise<Outcome> => {
    const { scenario, operation } = await begin(flow);
    try {
      const answer = await runWithFault(aws, operation, fault);
      return await matrix.outcome(scenario, asTaken(operation, answer));
    } catch (error) {
      return { error: String(error) };
    } finally {
      aws.faults.clear();
    }
  };

  describe.each(matrix.flows)('$name', (flow) => {
    let expected: Outcome;
    let faults: Fault[];

    beforeAll(async () => {
      aws = await startLocalAws({ tasks: FAST_TASKS });
      const { scenario, operation } = await begin(flow);
      const faultless = await runWithoutFault(operation);
      expected = await matrix.outcome(scenario, asTaken(operation, faultless.answer));
      faults = faultsOf(faultless, asked === 'all');
    });
    afterAll(() => aws.close());

    test.each(FAULT_KINDS)(
      'ends as without a fault, at whichever call or invocation comes the fault %s',
      async (kind) => {
        const all = faults.filter((fault) => fault.kind === kind);
        const cases = asked ? all : all.filter((_, index) => (index + FAULT_KINDS.indexOf(kind)) % 2 === 0);
        counts.set(flow.name, [...(counts.get(flow.name) ?? []), cases.length]);
        const different = [];
        for (const fault of cases) {
          const changed = differences(await attempt(flow, fault), expected);
          if (Object.keys(changed).length > 0) different.push({ ...fault, ...changed });
        }
        expect(different).toEqual([]);
      },
    );

    test('comes to the right end without a fault', () => {
      expect(matrix.summary(expected)).toBe(flow.end);
      expect(faults.length).toBeGreaterThan(3);
    });
  });

  afterAll(() => {
    if (asked) process.stdout.write(table(matrix.title, counts));
  });
}

/** A list of deployments, for a summary. */
export function describeDeployments(deployments: unknown): string {
  return Array.isArray(deployments) && deployments.length > 0 ? deployments.join(', ') : 'none deployed';
}

/** To CloudFormation, a DELETE that answers NotFound has succeeded. */
function asTaken({ action }: Operation, answer: Answer): Answer {
  const deleted = action === 'DELETE' && answer.errorCode === 'NotFound';
  return deleted ? { status: 'SUCCESS', message: '', callbackDelaySeconds: 0 } : answer;
}

/** What came out otherwise than expected. */
function differences(outcome: Outcome, expected: Outcome): Outcome {
  const names = [...new Set([...Object.keys(outcome), ...Object.keys(expected)])];
  const different = names.filter((name) => JSON.stringify(outcome[name]) !== JSON.stringify(expected[name]));
  return Object.fromEntries(
    different.map((name) => [name, { expected: expected[name], received: outcome[name] }]),
  );
}

/** The number of cases by flow and kind. */
function table(title: string, counts: Map<string, number[]>): string {
  const widest = Math.max(title.length, ...[...counts.keys()].map((name) => name.length));
  const line = (name: string, cells: (string | number)[]) =>
    [
      name.padEnd(widest),
      ...cells.map((cell, column) => String(cell).padStart((FAULT_KINDS[column]?.length ?? 3) + 2)),
    ].join('');
  const sums = FAULT_KINDS.map((_, column) =>
    [...counts.values()].reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  const withTotal = (row: number[]) => [...row, row.reduce((sum, count) => sum + count, 0)];
  return [
    line(title, [...FAULT_KINDS, '  all']),
    ...[...counts].map(([name, row]) => line(name, withTotal(row))),
    line('together', withTotal(sums)),
    '',
  ].join('\n');
}
