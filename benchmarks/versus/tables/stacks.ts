import { CANDIDATES, type CandidateName } from '../candidates/all';
import type { Outcome } from '../virtual-time/run';
import type { Situation } from '../virtual-time/situations';
import { compared, figure, table } from '../../report/markdown';

export type Outcomes = Map<Situation, Record<CandidateName, Outcome>>;

/** Seconds of an invocation of each candidate's function: the first one, and any other. */
export type InvocationSeconds = Record<CandidateName, { cold: number; warm: number }>;

const NAMES: Record<CandidateName, string> = {
  ours: 'this type',
  stock: 'stock library',
  cdk: 'cdk-ecs-codedeploy',
  origin: 'origin',
};

const HEAD = CANDIDATES.map((name) => NAMES[name]);

/** Functions billed at once: the CDK's provider function waits for the construct's. */
const BILLED_FUNCTIONS: Record<CandidateName, number> = { ours: 1, stock: 1, cdk: 2, origin: 1 };

/** Calls, lag and billed time of updates that succeed. */
export function deploymentTables(outcomes: Outcomes, seconds: InvocationSeconds): string {
  const billed = (name: CandidateName, { invocations }: Outcome) =>
    BILLED_FUNCTIONS[name] * (seconds[name].cold + (invocations - 1) * seconds[name].warm);
  const rows = (
    value: (outcome: Outcome, name: CandidateName) => number | undefined,
    text: (outcome: Outcome, name: CandidateName) => string,
  ) =>
    [...outcomes].map(([situation, row]) => {
      const values = CANDIDATES.map((name) => value(row[name], name));
      const texts = CANDIDATES.map((name) => text(row[name], name));
      return [situation.name, ...compared(values, texts)];
    });
  const failed = ({ stack }: Outcome) => stack !== 'UPDATE_COMPLETE';
  const [first] = outcomes.values();
  const atCreate = CANDIDATES.map((name) => String(first?.[name].deploymentsAtCreate ?? NaN));
  return [
    "Deployments that the resource's creation starts, although the service already runs the declared version:",
    table(HEAD, [atCreate]),
    'Calls of CodeDeploy and ECS (in brackets: calls for logs and metrics):',
    table(
      ['', ...HEAD],
      rows(
        (outcome) => (failed(outcome) ? undefined : outcome.calls),
        (outcome) => `${outcome.calls} (${outcome.reportCalls})${failed(outcome) ? ', and fails' : ''}`,
      ),
    ),
    "Lag, in seconds: from the deployment's end to the answer that CloudFormation gets:",
    table(
      ['', ...HEAD],
      rows(
        ({ lagSeconds }) => lagSeconds,
        (outcome) =>
          outcome.lagSeconds === undefined
            ? `${outcome.stack} after ${figure(outcome.seconds / 60)} min`
            : figure(outcome.lagSeconds),
      ),
    ),
    'Billed seconds of Lambda (in brackets: invocations):',
    table(
      ['', ...HEAD],
      rows(
        (outcome, name) => (failed(outcome) ? undefined : billed(name, outcome)),
        (outcome, name) =>
          `${figure(billed(name, outcome))} (${outcome.invocations * BILLED_FUNCTIONS[name]})`,
      ),
    ),
  ].join('\n\n');
}

/** The final state of stack and users after updates that are undone, and how soon they reach it. */
export function failureTable(outcomes: Outcomes): string {
  const rows = [...outcomes].flatMap(([situation, row]) => {
    const each = (text: (outcome: Outcome) => string) => CANDIDATES.map((name) => text(row[name]));
    const minutes = (of: (outcome: Outcome) => number | undefined) =>
      compared(
        CANDIDATES.map((name) => of(row[name])),
        each((outcome) => figure(of(outcome))),
      );
    const right = (outcome: Outcome) => outcome.stack === 'UPDATE_ROLLBACK_COMPLETE';
    return [
      [`**${situation.name}**: stack`, ...each(({ stack }) => stack)],
      [
        'old version live for all after, min',
        ...minutes(({ oldVersionLiveMinutes }) => oldVersionLiveMinutes),
      ],
      [
        'stack rolled back after, min',
        ...minutes((outcome) => (right(outcome) ? outcome.stackRolledBackMinutes : undefined)),
      ],
      ['deployments started', ...each(({ deployments }) => String(deployments))],
      [
        'left running, unwatched',
        ...each(({ leftRunning }) => (leftRunning === 0 ? 'nothing' : `${leftRunning} deployment`)),
      ],
      ['users have in the end', ...each(({ live }) => `the ${live} version`)],
    ];
  });
  return table(['', ...HEAD], rows);
}
