import { ASSUMPTIONS } from '#local-aws';
import type { Facts } from '../observe/facts';
import { QUESTIONS } from '../questions/questions';

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
  const asked = QUESTIONS.filter(({ id }) => only.length === 0 || only.includes(id));
  const findings = asked
    .map(({ id, answer }) => {
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
        evidence: redact(verdict?.evidence ?? 'AWS did not show it in this run.'),
      } as const;
    })
    .sort((one, other) => placeOf(one) - placeOf(other));
  return { region, date: date.toISOString(), findings };
}

/** The place of a row in docs/local-aws/assumptions.md. */
const placeOf = ({ id }: Pick<Finding, 'id'>): number => ASSUMPTIONS.findIndex((row) => row.id === id);

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

/** e.g. `20 confirmed, 2 contradicted, 1 undecided` */
export function summary(findings: readonly Finding[]): string {
  return (['confirmed', 'contradicted', 'undecided'] as const)
    .map((result) => `${findings.filter((finding) => finding.result === result).length} ${result}`)
    .join(', ');
}
