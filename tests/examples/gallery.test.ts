import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/types';
import { EXAMPLES, SERVERLESS_EXAMPLE } from './examples';

const DEPLOYMENT = 'Org::CodeDeploy::EcsDeployment';
const GROUP = 'Org::CodeDeploy::EcsDeploymentGroup';
const MODULE = 'Org::CodeDeploy::EcsBlueGreen::MODULE';
const SKIPPED = ['node_modules', 'build', 'coverage', '.git', '.venv'];

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** Paths of the files below a folder with one of these endings, relative to the root. */
function filesBelow(folder: string, ...endings: string[]): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : filesBelow(place, ...endings);
    return endings.some((ending) => entry.name.endsWith(ending)) ? [place] : [];
  });
}

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** A template or a part of one, with functions in their short form as plain values. */
const parsed = (yaml: string): unknown => parse(yaml, { logLevel: 'silent' });

/** The resources that a value declares, at any depth. */
function resourcesIn(value: unknown): Resource[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap((each) => resourcesIn(each));
  return 'Type' in value && typeof value.Type === 'string' ? [value as Resource, ...inside] : inside;
}

/** The YAML blocks of a page. */
function blocksOf(page: string): string[] {
  return [...read(page).matchAll(/^```ya?ml\n(.*?)^```/gms)].map(([, block = '']) => block);
}

const EXAMPLE_FILES = filesBelow('examples', '.yaml');
const TEMPLATES = [...EXAMPLE_FILES, ...filesBelow('fragments', '.yaml')];
const PAGES = filesBelow('', '.md');
const DECLARED = [
  ...TEMPLATES.map((file) => [file, read(file)] as const),
  ...PAGES.flatMap((page) => blocksOf(page).map((block) => [page, block] as const)),
].flatMap(([place, yaml]) => resourcesIn(parsed(yaml)).map((resource) => ({ place, ...resource })));

test('each template of examples/ is run, or is nested in one that is', () => {
  const run = [...EXAMPLES, SERVERLESS_EXAMPLE].map(({ file }) => path.join('examples', file));
  const nested = run.flatMap((file) =>
    resourcesIn(parsed(read(file)))
      .filter(({ Type }) => Type === 'AWS::CloudFormation::Stack')
      .map(({ Properties }) => path.join(path.dirname(file), String(Properties?.TemplateURL))),
  );
  expect([...run, ...nested].sort()).toEqual(EXAMPLE_FILES.sort());
});

test.each(EXAMPLE_FILES)(
  '%s says in its first lines what it is, and examples/README.md leads to it',
  (file) => {
    const { Description } = parsed(read(file)) as { Description?: string };
    expect(Description?.length).toBeGreaterThan(40);
    expect(read(file).split('\n').slice(0, 2)).toEqual([
      "AWSTemplateFormatVersion: '2010-09-09'",
      'Description: >-',
    ]);
    expect(read('examples/README.md')).toContain(`(${path.relative('examples', file)})`);
  },
);

test('every declaration of a deployment names group, container and port, in examples, module and pages', () => {
  const declarations = DECLARED.filter(({ Type }) => Type === DEPLOYMENT || Type === MODULE);
  expect(new Set(declarations.map(({ place }) => place)).size).toBeGreaterThan(3);
  for (const { place, Type, Properties } of declarations) {
    expect([place, Object.keys(Properties ?? {})]).toEqual([
      place,
      expect.arrayContaining(['ContainerName', 'ContainerPort']),
    ]);
    if (Type === DEPLOYMENT)
      expect([place, Properties?.DeploymentGroupName]).toEqual([
        place,
        expect.stringMatching(/^\w*DeploymentGroup(\.Name)?$/),
      ]);
  }
  expect(DECLARED.some(({ Type }) => Type === GROUP)).toBe(true);
});

test('nothing takes the name of a group out of its Ref', () => {
  const texts = [...TEMPLATES, ...PAGES].map((file) => [file, read(file)] as const);
  expect(
    texts.filter(([, text]) => /Split['":\s]*(,\s*)?\[?\s*['"]\|/.test(text)).map(([file]) => file),
  ).toEqual([]);
});

test('a template that is open to everybody says why, at the line', () => {
  const silent = EXAMPLE_FILES.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index, lines) => {
        const before = lines.slice(Math.max(0, index - 3), index).join('\n');
        return line.includes('0.0.0.0/0') && !before.includes('#') ? [`${file}:${index + 1}`] : [];
      }),
  );
  expect(silent).toEqual([]);
});
