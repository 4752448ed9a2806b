import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../../scripts/types';
import { mutate } from './mutate';
import { describeUnnoticed, figuresOf, fromTable, isTooLow, toTable, type Figures } from './report';
import { SUBJECTS, type Subject } from './subjects';

/** Stryker's copies of the repository, which it leaves behind when it is interrupted. */
const COPIES = join(ROOT, '.stryker-tmp');

const PAGE = join(ROOT, 'docs', 'mutation-scores.md');

/**
 * Changes the source files one small change at a time, and prints the changes that no test notices.
 * `npm run test:mutations` does all files, with paths only those, and writes their lines in the table of
 * docs/mutation-scores.md. `--concurrency` is the number of test processes; by default one for each core.
 * @returns the exit code: 1 when a file has a lower score than it must have
 */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { concurrency: { type: 'string' } },
  });
  const files = positionals.map((path) => relative(ROOT, join(process.cwd(), path)));
  const known = SUBJECTS.flatMap(({ sources }) => sources);
  const unknown = files.filter((file) => !known.includes(file));
  if (unknown.length > 0) throw new Error(`Not in tests/mutations/subjects.ts: ${unknown.join(', ')}`);

  process.chdir(ROOT);
  process.once('exit', () => {
    rmSync(COPIES, { recursive: true, force: true });
  });
  const all: Figures[] = [];
  for (const subject of SUBJECTS) {
    const sources = subject.sources.filter((source) => files.length === 0 || files.includes(source));
    if (sources.length > 0) all.push(...(await examine(subject, sources, values.concurrency)));
  }
  console.log(toTable(all));
  await writePage(all);
  for (const { file, minimumScore } of all.filter(isTooLow))
    console.error(`${file}: the tests must notice at least ${minimumScore} % of the changes.`);
  return all.some(isTooLow) ? 1 : 0;
}

async function examine(
  subject: Subject,
  sources: readonly string[],
  concurrency: string | undefined,
): Promise<Figures[]> {
  const mutants = await mutate(subject, sources, concurrency === undefined ? undefined : Number(concurrency));
  return sources.map((file) => {
    const ofFile = mutants.filter(({ fileName }) => relative(ROOT, fileName) === file);
    const source = readFileSync(join(ROOT, file), 'utf8');
    for (const mutant of ofFile)
      if (mutant.status === 'Survived' || mutant.status === 'NoCoverage')
        console.log(describeUnnoticed(file, source, mutant));
    const figures = figuresOf(file, subject.minimumScore, ofFile);
    const endless = ofFile.filter(({ status }) => status === 'Timeout').length;
    const noticed = `${figures.noticed} of ${figures.noticed + figures.unnoticed} changes noticed`;
    console.log(`${file}: ${noticed}, ${endless} of them because a test did not end`);
    return figures;
  });
}

/** Replaces the lines of these files in the page's table, which begins at its first bar and ends with the page. */
async function writePage(done: readonly Figures[]): Promise<void> {
  const before = readFileSync(PAGE, 'utf8');
  const [text = ''] = before.split(/^\|/m);
  const known = [...done, ...fromTable(before)];
  const all = SUBJECTS.flatMap(({ sources, minimumScore }) =>
    sources.flatMap((source) => {
      const figures = known.find(({ file }) => file === source);
      return figures ? [{ ...figures, minimumScore }] : [];
    }),
  );
  const page = `${text}${toTable(all)}\n`;
  writeFileSync(PAGE, await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
}

void run().then((exitCode) => {
  process.exitCode = exitCode;
});
