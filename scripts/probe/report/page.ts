import { summary, type Finding, type Report } from './report';

const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --box: #f3f5f8;
  --confirmed: #1a7f37; --contradicted: #cf222e; --undecided: #59636e; }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --faint: #9aa4af; --line: #3d444d;
  --box: #161b22; --confirmed: #3fb950; --contradicted: #f85149; --undecided: #9aa4af; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 16px clamp(12px, 3vw, 40px) 48px; max-width: 1500px; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
h1 { font-size: 1.5rem; margin: 0.4em 0; } h2 { font-size: 1.15rem; margin: 1.8em 0 0.4em; }
p { margin: 0.4em 0; max-width: 80ch; }
.confirmed { color: var(--confirmed); } .contradicted { color: var(--contradicted); } .undecided { color: var(--undecided); }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 14px; }
th, td { border-bottom: 1px solid var(--line); padding: 6px 14px 6px 0; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { color: var(--faint); font-weight: 600; } th.id { width: 5.5em; } td.id { font-weight: 600; white-space: nowrap; }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--box); border-radius: 3px;
  padding: 0 0.2em; }
@media screen and (max-width: 800px) { thead { display: none; } table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: 8px 0; } td { border: 0; padding: 1px 0; }
  td[data-name]::before { content: attr(data-name) ': '; color: var(--faint); } }
@media print { body { max-width: none; padding: 0; font-size: 11px; } table { font-size: 10px; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } }`;

/** What needs attention first. */
const SECTIONS = [
  {
    result: 'contradicted',
    title: 'AWS contradicts the local AWS',
    says: 'The assumption is wrong: these rows matter most.',
  },
  {
    result: 'undecided',
    title: 'Not decided',
    says: 'AWS did not show it in this run, for example because an earlier answer left out the question.',
  },
  { result: 'confirmed', title: 'AWS confirms the local AWS', says: '' },
] as const;

interface Column {
  name: string;
  member: 'taken' | 'found' | 'evidence';
  /** The results whose table has the column; absent when all have it. */
  of?: readonly Finding['result'][];
}

/** What is confirmed is what the local AWS takes; what is undecided has no answer. */
const COLUMNS: readonly Column[] = [
  { name: 'the local AWS takes', member: 'taken' },
  { name: 'AWS has', member: 'found', of: ['contradicted'] },
  { name: 'what AWS answered', member: 'evidence', of: ['contradicted', 'confirmed'] },
];

/** A report as a page of its own. It is read on phones and on paper, too. */
export function toHtml({ region, date, findings }: Report): string {
  const sections = SECTIONS.map(({ result, title, says }) => {
    const chosen = findings.filter((finding) => finding.result === result);
    if (chosen.length === 0) return '';
    const heading = `<h2 class="${result}">${title}: ${chosen.length}</h2>`;
    return [heading, says && `<p>${says}</p>`, tableOf(chosen, result)].filter(Boolean).join('\n');
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What AWS answered</title>
<style>${STYLE}</style>
</head>
<body>
<h1>What AWS answered</h1>
<p>${toCode(region)}, ${dateOf(date)}: ${summary(findings)}.</p>
${sections.filter(Boolean).join('\n')}
</body>
</html>
`;
}

function tableOf(findings: readonly Finding[], result: Finding['result']): string {
  const columns = COLUMNS.filter(({ of }) => of === undefined || of.includes(result));
  const head = [
    '<th class="id">id</th>',
    '<th>question</th>',
    ...columns.map(({ name }) => `<th>${name}</th>`),
  ];
  const rows = findings.map((finding) => {
    const cells = columns.map(
      ({ name, member }) => `<td data-name="${name}">${toCode(finding[member])}</td>`,
    );
    return `<tr><td class="id">${finding.id}</td><td>${toCode(finding.question)}</td>${cells.join('')}</tr>`;
  });
  return `<table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`;
}

/** e.g. `2026-01-02 03:04 UTC` */
const dateOf = (date: string): string => `${date.slice(0, 16).replace('T', ' ')} UTC`;

/** Text, with what is between backquotes as code. Long names, such as those of exceptions, may break between their words. */
const toCode = (text: string): string =>
  escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\w{25,}/g, (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '<wbr>'));

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${String(sign.codePointAt(0))};`);
