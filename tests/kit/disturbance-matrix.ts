import { type LocalAws, startLocalAws } from '#local-aws';
import { DISTURBANCES, disturbancesOf, runDisturbed, runUndisturbed, type Disturbance } from './disturbance';
import type { Operation } from './operation';
import type { Answer } from './registry-event';

/** What is compared, by what it is about. */
export type Outcome = Record<string, unknown>;

/** Makes the circumstances; what the options are is the scene's own. */
export type Open<Scene> = (options?: object) => Promise<Scene>;

/** An operation, ready to be run, in circumstances of its own. */
export interface Flow<Scene> {
  name: string;
  /** What comes of it undisturbed, in one line: what disturbed runs are compared with must be right itself. */
  end: string;
  begin(open: Open<Scene>): Promise<{ scene: Scene; chain: Operation }>;
}

export interface Matrix<Scene> {
  title: string;
  flows: Flow<Scene>[];
  /** A scene that no other run has anything to do with. */
  open(aws: LocalAws, name: string, options?: object): Promise<Scene>;
  /** Everything that is to come out the same, disturbed or not. */
  outcome(scene: Scene, answer: Answer): Promise<Outcome>;
  /** The essence of an outcome in one line. */
  summary(outcome: Outcome): string;
}

/** `all` asks for every call in every way; any other value for a count of the cases only. */
const asked = process.env.DISTURBANCES;

/** Tasks that are quick to start: every look at a deployment is a call that somebody has to wait for. */
const tasks = { startSeconds: 5, healthySeconds: 10, drainSeconds: 5 };

/** Tests that each flow, disturbed in each way at each place, comes to the end that it comes to undisturbed. */
export function describeDisturbances<Scene>(matrix: Matrix<Scene>): void {
  const counts = new Map<string, number[]>();
  let aws: LocalAws;
  let scenes = 0;

  const begin = (flow: Flow<Scene>) => flow.begin((options) => matrix.open(aws, `web${++scenes}x`, options));

  const attempt = async (flow: Flow<Scene>, disturbance: Disturbance): Promise<Outcome> => {
    const { scene, chain } = await begin(flow);
    try {
      const answer = await runDisturbed(aws, chain, disturbance);
      return await matrix.outcome(scene, asTaken(chain, answer));
    } catch (error) {
      return { error: String(error) };
    } finally {
      aws.faults.clear();
    }
  };

  describe.each(matrix.flows)('$name', (flow) => {
    let expected: Outcome;
    let disturbances: Disturbance[];

    beforeAll(async () => {
      aws = await startLocalAws({ tasks });
      const { scene, chain } = await begin(flow);
      const undisturbed = await runUndisturbed(chain);
      expected = await matrix.outcome(scene, asTaken(chain, undisturbed.answer));
      disturbances = disturbancesOf(undisturbed, asked === 'all');
    });
    afterAll(() => aws.close());

    test.each(DISTURBANCES)(
      'comes to the same end whichever call or invocation is %s',
      async (kind) => {
        const cases = disturbances.filter((disturbance) => disturbance.kind === kind);
        counts.set(flow.name, [...(counts.get(flow.name) ?? []), cases.length]);
        const different = [];
        for (const disturbance of cases) {
          const changed = differences(await attempt(flow, disturbance), expected);
          if (Object.keys(changed).length > 0) different.push({ ...disturbance, ...changed });
        }
        expect(different).toEqual([]);
      },
      600_000,
    );

    test('comes undisturbed to the end that it should', () => {
      expect(matrix.summary(expected)).toBe(flow.end);
      expect(disturbances.length).toBeGreaterThan(3);
    });
  });

  afterAll(() => {
    if (asked) process.stdout.write(table(matrix.title, counts));
  });
}

/** A list of deployments, for a summary. */
export function inWords(deployments: unknown): string {
  return Array.isArray(deployments) && deployments.length > 0 ? deployments.join(', ') : 'none deployed';
}

/** CloudFormation takes a resource for deleted whose DELETE finds nothing. */
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
    [name.padEnd(widest), ...cells.map((cell) => String(cell).padStart(14))].join('');
  const sums = DISTURBANCES.map((_, column) =>
    [...counts.values()].reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  const withTotal = (row: number[]) => [...row, row.reduce((sum, count) => sum + count, 0)];
  return [
    line(title, [...DISTURBANCES, 'all']),
    ...[...counts].map(([name, row]) => line(name, withTotal(row))),
    line('together', withTotal(sums)),
    '',
  ].join('\n');
}
