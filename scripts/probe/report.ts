import { ASSUMPTIONS } from '#local-aws';
import type { Facts } from './facts';
import { QUESTIONS } from './questions';

export interface Finding {
  id: string;
  question: string;
  result: 'confirmed' | 'contradicted' | 'undecided';
  /** What the local AWS takes, and what AWS has; in words. */
  taken: string;
  found: string;
  evidence: string;
}

export interface Report {
  region: string;
  date: string;
  findings: Finding[];
}

/**
 * Compares what AWS has answered with what the local AWS takes.
 * @param only the ids to report; all when empty
 */
export function reportOf(facts: Facts, only: readonly string[], region: string, date: Date): Report {
  const findings = QUESTIONS.filter(({ id }) => only.length === 0 || only.includes(id)).map(
    ({ id, answer }) => {
      const row = ASSUMPTIONS.find((each) => each.id === id);
      const [taken, ...others] = row && 'readings' in row ? row.readings : [];
      const verdict = answer(facts);
      const isTaken = verdict !== undefined && verdict.reading === taken?.name;
      const found = isTaken ? taken : others.find(({ name }) => name === verdict?.reading);
      const result = !verdict ? 'undecided' : isTaken ? 'confirmed' : 'contradicted';
      return {
        id,
        question: row?.question ?? '',
        result,
        taken: taken?.says ?? '',
        found: found?.says ?? verdict?.reading ?? '',
        evidence: redact(verdict?.evidence ?? 'The run did not come so far.'),
      } as const;
    },
  );
  return { region, date: date.toISOString(), findings };
}

/** Shortens ARNs to their last part, and takes out account ids, access keys and identifiers of deployments. */
export function redact(text: string): string {
  return text
    .replace(
      /arn:[\w-]*:[\w-]*:[\w-]*:\d*:([^\s"',;)\]]*)/g,
      (_, name: string) => `…/${name.split(/[/:]/).at(-1) ?? ''}`,
    )
    .replace(/\b(?:AKIA|ASIA|AKID)[A-Z0-9]+\b/g, '(access key)')
    .replace(/\b\d{12}\b/g, '(account)')
    .replace(/\bd-[A-Z0-9]{9}\b/g, 'd-…');
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${String(sign.codePointAt(0))};`);

const COLOURS = { confirmed: '#1a7f37', contradicted: '#cf222e', undecided: '#6e7781' };

export function toHtml({ region, date, findings }: Report): string {
  const rows = findings.map(
    ({ id, question, result, taken, found, evidence }) =>
      `<tr><td>${id}</td><td>${escapeHtml(question)}</td>` +
      `<td style="color:${COLOURS[result]}">${result}</td>` +
      [taken, found, evidence].map((text) => `<td>${escapeHtml(text)}</td>`).join('') +
      '</tr>',
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>What AWS answered</title>
<style>body{font:15px/1.5 system-ui;margin:2rem}table{border-collapse:collapse}td,th{border:1px solid #d0d7de;padding:.3rem .6rem;text-align:left;vertical-align:top}</style>
<h1>What AWS answered</h1>
<p>${escapeHtml(region)}, ${escapeHtml(date)}: ${summary(findings)}.</p>
<table>
<tr><th>id</th><th>question</th><th>result</th><th>the local AWS takes</th><th>AWS has</th><th>evidence</th></tr>
${rows.join('\n')}
</table>
</html>
`;
}

/** e.g. `20 confirmed, 2 contradicted, 1 undecided` */
export function summary(findings: readonly Finding[]): string {
  return (['confirmed', 'contradicted', 'undecided'] as const)
    .map((result) => `${findings.filter((finding) => finding.result === result).length} ${result}`)
    .join(', ');
}
