import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './types';

/** CloudFormation keeps these for AWS's own types. (CloudFormation CLI User Guide, Modeling resource types.) */
const RESERVED = ['alexa', 'amazon', 'amzn', 'aws', 'awsquickstart', 'custom'];

/** What has changed: files by their paths relative to the root. */
export interface Renaming {
  from: string;
  changed: string[];
  /** Old and new path. */
  moved: [string, string][];
}

/**
 * Gives the types and the module another namespace, the first part of their names, in every file that git knows or
 * would add: schemas, configurations, code, tests, examples, module, docs, and the names of files. It does not change
 * the tags that the types write (`org-codedeploy:…`): types of two namespaces in one account must know each other's
 * groups, or a group could get two owners.
 * @param root a folder with a git repository
 * @throws Error that says why, before anything is changed
 */
export function setNamespace(namespace: string, root = ROOT): Renaming {
  const from = currentNamespace(root);
  refuse(namespace, from);
  const files = filesOf(root);
  const forms = formsOf(from, namespace);
  const taken = files.find(({ file, text }) => forms.some(({ to }) => `${file}\n${text}`.includes(to)));
  if (taken)
    throw new Error(
      `${taken.file} has names of the namespace ${namespace} already, so a change back could not tell them apart. Choose another one.`,
    );
  const renamed = (text: string) => inNamespace(text, from, namespace);
  const changed = files.filter(({ text }) => renamed(text) !== text);
  for (const { file, text } of changed) writeFileSync(path.join(root, file), renamed(text));
  const moved = files
    .map(({ file }): [string, string] => [file, renamed(file)])
    .filter(([file, target]) => file !== target);
  for (const [file, target] of moved) {
    mkdirSync(path.dirname(path.join(root, target)), { recursive: true });
    renameSync(path.join(root, file), path.join(root, target));
  }
  return { from, changed: changed.map(({ file }) => file), moved };
}

/** A text of this repository, or of a package of a type, with the names of another namespace. */
export function inNamespace(text: string, from: string, namespace: string): string {
  return formsOf(from, namespace).reduce((result, { pattern, to }) => result.replace(pattern, to), text);
}

function currentNamespace(root: string): string {
  const { typeName } = JSON.parse(readFileSync(path.join(root, '.rpdk-config'), 'utf8')) as {
    typeName: string;
  };
  return typeName.split('::')[0] ?? '';
}

/** The pattern of a type name. (CloudFormation API Reference, RegisterType, TypeName.) */
function refuse(namespace: string, from: string): void {
  if (!/^[A-Za-z0-9]{2,64}$/.test(namespace))
    throw new Error(`A namespace has 2 to 64 letters and digits, such as Acme; "${namespace}" is none.`);
  if (RESERVED.includes(namespace.toLowerCase()))
    throw new Error(`CloudFormation keeps the namespace ${namespace} for itself. Choose another one.`);
  if (namespace === from) throw new Error(`The types have the namespace ${namespace} already.`);
}

/** The forms of a type's name: in templates, in ARNs, in names of files and log groups, in metrics. */
function formsOf(from: string, to: string): { pattern: RegExp; to: string }[] {
  const forms = (name: string) => [
    `${name}::CodeDeploy::`,
    `${name}-CodeDeploy-`,
    `${name.toLowerCase()}-codedeploy-`,
    `${name}/CodeDeploy/`,
  ];
  const targets = forms(to);
  return forms(from).map((form, index) => ({
    pattern: new RegExp(`(?<![A-Za-z0-9])${form}`, 'g'),
    to: targets[index] ?? '',
  }));
}

/** The text files that git knows or would add. */
function filesOf(root: string): { file: string; text: string }[] {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    options,
  );
  const names = [...new Set(listed.split('\0'))].filter((name) => name !== '');
  return names.flatMap((file) => {
    const text = readText(path.join(root, file));
    return text === undefined ? [] : [{ file, text }];
  });
}

/** undefined for a file that is not text, and for one that is listed but gone. */
function readText(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

const USAGE = `Gives the types and the module another namespace, in every file. docs/release.md says what follows.

  npm run namespace -- Acme`;

function main(): void {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(USAGE);
      return;
    }
    const [namespace = ''] = positionals;
    const { from, changed, moved } = setNamespace(namespace);
    console.log(
      `${from}:: is now ${namespace}:: in ${changed.length} files. ${moved.length} files have new names:`,
    );
    for (const [file, target] of moved) console.log(`  ${file} → ${target}`);
    console.log(`\`npm run namespace -- ${from}\` undoes it.`);
  } catch (error) {
    console.error(`Nothing was changed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

if (require.main === module) main();
