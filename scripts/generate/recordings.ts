import { RECORDINGS } from '#local-aws';

const INTRODUCTION = `# Recorded answers of AWS

Generated from \`local-aws/recordings\` by \`npm run generate\`.

Each row is an answer that people, or AWS itself, have published. A test lets the local AWS answer the same question and compares members, order, statuses and texts; [Assumptions](assumptions.md) name the recordings that speak for them. Account ids and names were made neutral.`;

/** The page docs/local-aws/recordings.md. */
export function recordingsPage(): string {
  const rows = Object.entries(RECORDINGS).map(([name, { shows, address, ...recording }]) => {
    const date = 'date' in recording ? recording.date : 'not known';
    return `| ${kebab(name)} | ${shows} | ${date} | ${sourcesOf(address, recording.answers)} |`;
  });
  const head = ['| recording | what it shows | date | source |', '| --- | --- | --- | --- |'];
  return `${[INTRODUCTION, [...head, ...rows].join('\n')].join('\n\n')}\n`;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Links to the address of a recording and to those of its rows, each once. */
function sourcesOf(address: string, answers: unknown): string {
  const ofRows = Array.isArray(answers)
    ? answers.flatMap((row: unknown) =>
        typeof row === 'object' && row !== null && 'address' in row ? [String(row.address)] : [],
      )
    : [];
  return [...new Set([address, ...ofRows])].map((each) => `[${labelOf(each)}](${each})`).join(', ');
}

/** e.g. `aws/aws-cli#4256`, `aws/aws-cli, stop-deployment.rst`, `docs.aws.amazon.com, troubleshooting-ecs.html` */
function labelOf(address: string): string {
  const { hostname, pathname } = new URL(address);
  const [owner, repository, kind, number] = pathname.slice(1).split('/');
  const file = pathname.split('/').at(-1) ?? '';
  if (hostname !== 'github.com') return `${hostname}, ${file}`;
  return kind === 'blob' ? `${owner}/${repository}, ${file}` : `${owner}/${repository}#${number}`;
}
