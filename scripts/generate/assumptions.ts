import { SECTIONS, type Assumption, type OpenQuestion, type Switch } from '#local-aws';

const INTRODUCTION = `# Assumptions of the local AWS

Generated from \`local-aws/assumptions\` by \`npm run generate\`.

Each row is a decision: AWS's documentation leaves the question open, or the local AWS is simpler than AWS. The id of a row does not change.

- The first table of a section has the open questions whose answer a handler or a user can notice. AWS may have another answer than the local AWS: where the column "AWS may also" names a setting, the setting makes the local AWS behave in this way, and \`tests/stacks/readings.test.ts\`, the tests of the subject and the random histories run stacks with it. How sure: *documented* (AWS says it, without the details), *recorded* (published output shows it), *reported* (people wrote it), *likely* (AWS says something near), *guess* (nothing is known).
- The second table has where the local AWS is simpler than AWS, and questions whose answer neither a handler nor a user notices.

Settings of CodeDeploy's readings and faults may be changed at any time (\`aws.codeDeploy.readings.busyText = 'deploying'\`); those of CloudFormation are given to its constructor (\`new CloudFormation(aws, { importUpdates: 'never' })\`).`;

const SETTINGS: Record<keyof Switch, string> = {
  cloudFormation: 'CloudFormation',
  codeDeployReadings: 'codeDeploy.readings',
  codeDeployFaults: 'codeDeploy.faults',
  ecsFaults: 'ecs.faults',
};

/** The page docs/local-aws/assumptions.md. */
export function assumptionsPage(): string {
  const sections = SECTIONS.map(({ title, rows }) =>
    [`## ${title}`, noticedTable(rows.filter(isNoticed)), otherTable(rows.filter((row) => !isNoticed(row)))]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

const isNoticed = (row: Assumption): row is OpenQuestion =>
  row.kind === 'open' && row.noticedBy !== 'neither';

function noticedTable(rows: OpenQuestion[]): string {
  return table(
    ['id', 'question', 'decision', 'AWS may also', 'how sure, and why', 'what depends on it', 'probe'],
    rows.map((row) => [
      row.id,
      row.question,
      row.decision,
      otherReadings(row),
      `*${row.sure}*: ${row.evidence}`,
      `${row.noticedBy === 'handlers' ? '' : 'Users only. '}${row.dependsOn}`,
      row.noProbe ?? '[yes](../ask-aws.md); last answered: never',
    ]),
  );
}

function otherTable(rows: Assumption[]): string {
  return table(
    ['id', 'question', 'decision', 'kind'],
    rows.map(({ id, question, decision, kind }) => [
      id,
      question,
      decision,
      kind === 'simplified' ? 'simpler than AWS' : 'neither a handler nor a user notices it',
    ]),
  );
}

/** The readings that the local AWS does not take, with the settings that turn them on. */
function otherReadings({ readings }: OpenQuestion): string {
  const others = (readings ?? []).slice(1).map(({ says, switch: settings }) => {
    const names = Object.entries(settings ?? {}).flatMap(([of, values]) =>
      Object.entries(values as object).map(
        ([name, value]) => `\`${SETTINGS[of as keyof Switch]}: ${name} = ${JSON.stringify(value)}\``,
      ),
    );
    return names.length > 0 ? `${says} (${names.join(', ')})` : says;
  });
  return others.join('; ') || 'something else';
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
