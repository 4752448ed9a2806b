import * as deploymentFailures from '../../deployment/src/messages/failures';
import * as deploymentProgress from '../../deployment/src/messages/progress';
import * as groupFailures from '../../deployment-group/src/messages/failures';
import * as groupProgress from '../../deployment-group/src/messages/progress';
import * as sharedFailures from '../../runtime/messages/failures';

/** An entry of a registry, as far as its table shows it. */
interface Entry {
  errorCode?: string;
  sentence: (facts: never) => string;
  whatToDo: (facts: never) => string;
  whatToDoInTable?: string;
}

type Failures = Readonly<Record<string, Entry>>;
type Progress = Readonly<Record<string, (facts: never) => string>>;

/** The tables of docs/operations.md by the name in their markers. */
export const TABLES: Readonly<Record<string, () => string>> = {
  'messages runtime': () => failureTable(sharedFailures.FAILURES),
  'messages deployment': () => failureTable(deploymentFailures.FAILURES),
  'messages deployment-group': () => failureTable(groupFailures.FAILURES),
  'progress deployment': () => progressTable(deploymentProgress.PROGRESS),
  'progress deployment-group': () => progressTable(groupProgress.PROGRESS),
};

/** The codes of all failures, for the test that no code has two meanings. */
export function failureCodes(): string[] {
  return [sharedFailures, deploymentFailures, groupFailures].flatMap(({ FAILURES }) => Object.keys(FAILURES));
}

/** Facts that show their own names: a sentence made from them has `{deploymentId}` where the id belongs. */
const namesOfFacts = new Proxy({}, { get: (_, name) => `{${String(name)}}` }) as never;

function failureTable(failures: Failures): string {
  const rows = Object.entries(failures).map(([code, { errorCode, sentence, whatToDo, whatToDoInTable }]) => [
    code,
    errorCode ?? "AWS's",
    sentence(namesOfFacts),
    whatToDo(namesOfFacts) || nextStepOf(code, whatToDoInTable),
  ]);
  return table(['code', 'error code', 'message', 'what to do'], rows);
}

/** @throws Error when neither the message nor its entry says what to do */
function nextStepOf(code: string, whatToDoInTable: string | undefined): string {
  if (whatToDoInTable) return whatToDoInTable;
  throw new Error(`The entry ${code} does not say what to do.`);
}

function progressTable(progress: Progress): string {
  const rows = Object.entries(progress).map(([code, sentence]) => [code, sentence(namesOfFacts)]);
  return table(['code', 'message'], rows);
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * A page with its tables made anew between their markers.
 * @throws Error when a table has no place
 */
export function withTables(page: string): string {
  return Object.entries(TABLES).reduce((text, [name, make]) => {
    const begin = `<!-- generated: ${name} -->`;
    const end = '<!-- end -->';
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from);
    if (from < 0 || to < 0) throw new Error(`There is no place for the table "${name}".`);
    return `${text.slice(0, from)}${begin}\n\n${make()}\n\n${text.slice(to)}`;
  }, page);
}
