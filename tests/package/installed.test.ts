import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ROOT } from '../../scripts/types';
import { example, Project } from './project';

let project: Project;
beforeAll(async () => {
  project = await Project.create();
});
afterAll(() => project.remove());

interface Manifest {
  name: string;
  version: string;
  license: string;
  engines: object;
  private?: boolean;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const manifest = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Manifest;
const lines = (text: string) => text.trim().split('\n');

describe('the content of the package', () => {
  const filesOf = () =>
    readdirSync(project.installed(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(project.installed(), path.join(entry.parentPath, entry.name)));

  test('is compiled code with its types, without tests and their fixtures', () => {
    const files = filesOf().filter((file) => !file.startsWith('node_modules'));
    expect(files.filter((file) => !file.startsWith(`dist${path.sep}`)).sort()).toEqual([
      'LICENSE',
      'NOTICE',
      'README.md',
      'package.json',
    ]);
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\.|fixtures|[\\/]test[\\/]/.test(file))).toEqual([]);
  });

  test('imports exactly the packages that it depends on', () => {
    const imported = new Set<string>();
    for (const file of filesOf().filter((name) => name.startsWith('dist'))) {
      const text = readFileSync(project.installed(file), 'utf8');
      for (const [, name = ''] of text.matchAll(
        /(?:\brequire\(|\bimport\(|\bfrom )["']([^."'][^"']*)["']/g,
      )) {
        const [scope = '', second = ''] = name.split('/');
        if (!isBuiltin(name)) imported.add(scope.startsWith('@') ? `${scope}/${second}` : scope);
      }
    }
    const { dependencies } = manifest(project.installed('package.json'));
    expect([...imported].sort()).toEqual(Object.keys(dependencies).sort());
  });

  test('has the versions, the licence and the engines of the repository', () => {
    const [own, root] = [
      manifest(project.installed('package.json')),
      manifest(path.join(ROOT, 'package.json')),
    ];
    const { license, engines, version } = root;
    expect(own).toMatchObject({ license, engines, version });
    expect(own.private).toBeUndefined();
    const all = { ...root.devDependencies, ...root.dependencies };
    const expected = Object.keys(own.dependencies).map((name) => [name, all[name]]);
    expect(own.dependencies).toEqual(Object.fromEntries(expected));
  });
});

describe('the program', () => {
  test('prints its options', async () => {
    const { code, stdout, stderr } = await project.localAws('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('npx local-aws --template FILE');
    expect(stdout).not.toContain('tsx');
  });

  test("runs a stack with the user's own type", async () => {
    const { code, stdout, stderr } = await project.localAws(
      ...['--template', 'stack.yaml', '--type', 'acme-config-setting.zip'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/CREATE_COMPLETE .*Setting/);
    expect(stdout).toContain('Version: 1');
    expect(stdout).toMatch(/DELETE_COMPLETE .*Setting/);
  });

  test.each([
    ['without the type', ['--template', 'stack.yaml'], 'Acme::Config::Setting'],
    [
      'with another section',
      ['--template', 'package.json'],
      'Invalid template property or properties [private, dependencies]',
    ],
    ['that does not exist', ['--template', 'none.yaml'], 'none.yaml does not exist.'],
  ])('refuses a template %s with a sentence', async (_, words, sentence) => {
    const { code, stdout, stderr } = await project.localAws(...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });

  test('refuses a file that is no package of a type with a sentence', async () => {
    const { code, stderr } = await project.localAws('--template', 'stack.yaml', '--type', 'package.json');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'package.json cannot be registered as a type: Could not unzip uploaded file. Please check your file.\n',
    });
  });

  test('refuses a port in use with a sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await project.localAws(
      ...['--template', 'stack.yaml', '--type', 'acme-config-setting.zip', '--keep', '--port', `${port}`],
    );
    other.close();
    expect({ code, stderr }).toEqual({ code: 1, stderr: `Port ${port} is in use. Choose another one.\n` });
  });

  test('serves other programs until Ctrl-C, then removes what it has unpacked', async () => {
    const { child, endpoint } = await project.startLocalAws(
      ...['--template', 'stack.yaml', '--type', 'acme-config-setting.zip', '--keep'],
    );
    const unpacked = () =>
      readdirSync(tmpdir()).filter((name) =>
        name.startsWith(`local-aws-${hostname().replace(/[^\w]/g, '_')}-${child.pid ?? ''}-`),
      );
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const client = new CloudFormationClient({ endpoint, region: 'us-east-1', credentials });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'blue-green' }));
    client.destroy();
    expect(Stacks?.[0]).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    expect(unpacked()).toHaveLength(1);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(unpacked()).toEqual([]);
  });
});

describe('the library', () => {
  const USE = `
const aws = await startLocalAws({ region: 'eu-west-1' });
const refusal = await fetch(aws.endpoint, { method: 'POST', body: new URLSearchParams({ Action: 'ListStacks', Version: '2010-05-15' }) });
console.log((await refusal.text()).includes('npx local-aws --template FILE --keep'));
const cloudFormation = new CloudFormation(aws);
cloudFormation.registry.register(readFileSync('acme-config-setting.zip'));
const stack = await cloudFormation.createStack({ stackName: 'app', template: readFileSync('stack.yaml', 'utf8') });
await cloudFormation.settle(stack);
console.log(stack.status);
await cloudFormation.close();
await aws.close();
`;

  test.each([
    ['import', 'use.mjs', "import { CloudFormation, startLocalAws } from 'local-aws';", USE],
    [
      'require',
      'use.cjs',
      "const { CloudFormation, startLocalAws } = require('local-aws');",
      `(async () => {${USE}})();`,
    ],
  ])('works with %s', async (_, file, loading, use) => {
    const reading = loading.startsWith('import')
      ? "import { readFileSync } from 'node:fs';"
      : "const { readFileSync } = require('node:fs');";
    project.write(file, `${loading}\n${reading}\n${use}`);
    expect(await project.run(process.execPath, '--no-warnings', file)).toEqual({
      code: 0,
      stdout: 'true\nCREATE_COMPLETE\n',
      stderr: '',
    });
  });

  test('hides all other files', async () => {
    const { stderr } = await project.run(process.execPath, '-e', "require('local-aws/dist/index.js')");
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  test.each([
    ['node16', '--module', 'node16', '--moduleResolution', 'node16'],
    // The types of the packages that it depends on are the same.
    ['bundler', '--module', 'preserve', '--moduleResolution', 'bundler', '--skipLibCheck'],
  ])('has types for a strict project (moduleResolution %s)', async (_, ...words) => {
    project.write('use.ts', USER_CODE);
    const compiler = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const typeRoots = path.join(ROOT, 'node_modules', '@types');
    words.push('--noEmit', '--strict', '--target', 'es2022', '--typeRoots', typeRoots, '--types', 'node');
    const { stdout } = await project.run(process.execPath, compiler, '--ignoreConfig', ...words, 'use.ts');
    // The one mistake in the code shows that the types are not `any`.
    expect(lines(stdout)).toEqual([
      expect.stringMatching(
        /^use\.ts\(14,\d+\): error TS2322: Type 'string' is not assignable to type 'number'/,
      ),
    ]);
  });

  test("runs the README's test in Jest", async () => {
    project.write('readme.test.js', example('js'));
    const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const words = [jest, '--rootDir', project.folder, '--config', '{}'];
    const { code, stderr } = await project.run(process.execPath, ...words);
    expect(stderr).toContain('1 passed, 1 total');
    expect(code).toBe(0);
  });
});

const USER_CODE = `import { CloudFormation, eventLines, openAccount, startLocalAws } from 'local-aws';
import type { Account, LocalAws, LocalAwsOptions, Settings, Stack } from 'local-aws';

export async function use(options: LocalAwsOptions, settings: Partial<Settings>): Promise<string[]> {
  const aws: LocalAws = await startLocalAws(options);
  const cloudFormation = new CloudFormation(aws, settings);
  const stack: Stack = await cloudFormation.createStack({ stackName: 'app', template: '{}' });
  await cloudFormation.settle(stack);
  const account: Account = await openAccount({ types: [], modules: [] });
  await account.close();
  return eventLines(stack);
}

export const wrong: LocalAwsOptions = { port: 'any' };
`;
