import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

test('the diagram of the documentation has every phase of an operation, and no other', () => {
  const code = readFileSync(path.join(ROOT, 'deployment/src/reconcile/operation/phase.ts'), 'utf8');
  const [, diagram = ''] =
    /stateDiagram-v2\n([^`]*)```/.exec(readFileSync(path.join(ROOT, 'docs/design.md'), 'utf8')) ?? [];
  const phases = [...code.matchAll(/^ {2}kind: '(\w+)'/gm)].map(([, kind]) => kind);
  const shown = [...diagram.matchAll(/(\w+) --> |--> (\w+)/g)].map(([, from, to]) => from ?? to);
  expect([...new Set(shown)].sort()).toEqual([...new Set(phases)].sort());
});
