import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './types';

/** Runs `npm start` in a process of its own, with lines of 120 characters and without colours. */
function start(...words: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const all = ['--import', 'tsx', path.join(__dirname, 'start.ts'), ...words];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, COLUMNS: '120' };
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

test('npm start -- --help prints the usage and exits with 0', async () => {
  const { code, stdout, stderr } = await start('--help');
  expect(stdout).toContain('npm start -- --template FILE [options]');
  expect([code, stderr]).toEqual([0, '']);
});

describe('npm start', () => {
  let lines: string[] = [];
  let code: unknown;
  let report = '';
  let picture = '';
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
    const [page, drawing] = [path.join(folder, 'run.html'), path.join(folder, 'run.svg')];
    const end = await start('--report', page, '--report', drawing);
    report = readFileSync(page, 'utf8');
    picture = readFileSync(drawing, 'utf8');
    rmSync(folder, { recursive: true });
    code = end.code;
    lines = end.stdout.split('\n');
  });

  /** The lines of a step. */
  const step = (number: number): string[] => {
    const [from, to] = [number, number + 1].map((one) =>
      lines.findIndex((line) => line.startsWith(`${one}. `)),
    );
    return lines.slice(from, to === -1 ? undefined : to);
  };

  test('ends every step as expected', () => {
    expect(code).toBe(0);
    expect(lines).toContainEqual(
      expect.stringMatching(/^Every step ended as expected, in \d+ minutes of virtual time\.$/),
    );
  });

  test('begins with what it does, and has no line that is too long', () => {
    expect(lines.slice(0, 2)).toEqual([
      'Runs examples/blue-green.yaml on a local AWS. Nothing reaches AWS.',
      'Times are virtual: hours, minutes and seconds since the start.',
    ]);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.length).toBeLessThan(140);
  });

  test('says after each step what users got', () => {
    const ends = lines.filter((line) => line.includes(' Users got '));
    expect(
      ends.map((line) => line.replace(/ after [\d.]+ minutes/, '').replaceAll(/\d\d:\d\d:\d\d/g, '…')),
    ).toEqual([
      '✓ CREATE_COMPLETE. Users got version 1 from ….',
      '✓ UPDATE_COMPLETE. Users got version 2 from …, all from ….',
      '✓ UPDATE_ROLLBACK_COMPLETE. Users got version 2 all the time.',
      expect.stringMatching(
        /^✓ UPDATE_ROLLBACK_COMPLETE\. Users got version 2; up to 40% version 4 for [\d.]+ min\.$/,
      ),
      expect.stringMatching(
        /^✓ UPDATE_ROLLBACK_COMPLETE\. Users got version 2; version 5-beta for [\d.]+ min\.$/,
      ),
    ]);
  });

  test('says that the target groups have swapped, where they have, and nowhere else', () => {
    const swapped =
      '  The target groups have swapped: GreenTargetGroup serves users, the next version starts in BlueTargetGroup.';
    expect(step(2).at(-2)).toBe(swapped);
    expect(lines.filter((line) => line.includes('have swapped'))).toEqual([swapped]);
  });

  test('shows a rollback in seconds without new tasks, and one with a deployment', () => {
    const fast =
      /^ {2}All users got version 2 again \d seconds after the rollback began, from the tasks that ran before\.$/;
    const slow =
      /^ {2}All users got version 2 again \d{3} seconds after the rollback began, from new tasks\.$/;
    expect(step(4).at(-2)).toMatch(fast);
    expect(step(5).at(-2)).toMatch(slow);
  });

  test('ends with a table: outcome, minutes, deployments, requests of users, and what they got', () => {
    const rows = lines.slice(lines.findIndex((line) => line.startsWith('  step ')) + 1);
    const cells = rows.slice(0, 6).map((row) => row.split(/ {2,}/));
    expect(cells.map(([name, outcome, , deployments]) => [name, outcome, deployments])).toEqual([
      ['✓ 1. Create with version 1', 'CREATE_COMPLETE', '0'],
      ['✓ 2. Release version 2', 'UPDATE_COMPLETE', '1'],
      ['✓ 3. Refuse version 3', 'UPDATE_ROLLBACK_COMPLETE', '1'],
      ['✓ 4. Cancel version 4', 'UPDATE_ROLLBACK_COMPLETE', '1'],
      ['✓ 5. Undo version 5-beta', 'UPDATE_ROLLBACK_COMPLETE', '2'],
      ['✓ 6. Delete the stack', 'DELETE_COMPLETE', '0'],
    ]);
    expect(
      cells.every(([, , minutes, , , users]) => /^\d+\.\d$/.test(minutes ?? '') && users !== undefined),
    ).toBe(true);
    const asked = cells.map(([, , , , requests]) => Number(requests));
    expect(asked.slice(1, 5).every((requests) => requests >= 200)).toBe(true);
    expect(asked[5]).toBe(0);
  });

  test('writes a report of less than 300 kB: every step, resource and failure, and nothing from elsewhere', () => {
    expect(Buffer.byteLength(report)).toBeLessThan(300_000);
    for (const name of ['2. Release version 2', 'ReleasedVersion', 'CodeDeployHook_blue-green'])
      expect(report).toContain(name);
    expect(report.match(/<li>/g)).toHaveLength(3);
    expect(report).toContain('none answered wrongly');
    // A link loads nothing before a reader follows it.
    const withoutLinks = report.replaceAll(/<a href="https:\/\/[^"]+" rel="noreferrer">/g, '');
    expect(withoutLinks).not.toBe(report);
    expect(withoutLinks).not.toMatch(/<script|<link|<img|<iframe|url\(|@import| src=| href=| on\w+=/);
  });

  test('draws the picture of the documentation: npm start -- --report docs/pictures/example-run.svg', () => {
    expect(picture).toBe(readFileSync(path.join(ROOT, 'docs', 'pictures', 'example-run.svg'), 'utf8'));
  });

  test('prints what README shows', () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const [, shown = ''] = /```\n(\d\.[^`]*)```/.exec(readme) ?? [];
    const expected = shown.split('\n').filter((line) => line !== '' && line !== '…');
    expect(expected.length).toBeGreaterThan(8);
    let from = 0;
    for (const line of expected) {
      expect(lines.slice(from)).toContain(line);
      from = lines.indexOf(line, from) + 1;
    }
    const [minutes] = /\d+ minutes of virtual time/.exec(lines.join('\n')) ?? [''];
    expect(readme.match(/\w+ (minutes|hours?) of virtual time/g)).toEqual([minutes]);
  });
});

/** Runs `npm start` on the example with these changes. */
async function startWith(...changes: [string, string][]): Promise<{ code: unknown; output: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'start-'));
  const example = readFileSync(path.join(ROOT, 'examples', 'blue-green.yaml'), 'utf8');
  writeFileSync(
    path.join(folder, 'wrong.yaml'),
    changes.reduce((text, [from, to]) => text.replace(from, to), example),
  );
  const { code, stdout, stderr } = await start('--template', path.join(folder, 'wrong.yaml'));
  rmSync(folder, { recursive: true });
  return { code, output: `${stdout}${stderr}`.replaceAll(/\s+/g, ' ').trim() };
}

test('a refused property is followed by what was probably meant, and by where the value comes from', async () => {
  const { code, output } = await startWith(
    ['ContainerPort: 80\n      Hooks', 'ContainerPrt: 80\n      Hooks'],
    ['DeploymentGroupName: !GetAtt DeploymentGroup.Name', 'DeploymentGroupName: !Ref DeploymentGroup'],
  );
  expect(code).toBe(1);
  const [, end = ''] = output.split('The stack was not created. ');
  const sentences = [
    'Deployment failed: #: extraneous key [ContainerPrt] is not permitted',
    '#/DeploymentGroupName: failed validation constraint for keyword [pattern]',
    'Did you mean ContainerPort?',
    'DeploymentGroupName must have pattern ^[A-Za-z0-9+=,.@_-]+$.',
    '!Ref DeploymentGroup gives APPLICATION|GROUP; use !GetAtt DeploymentGroup.Name.',
  ];
  expect(end.replace(/gives [\w-]+\|[\w-]+/, 'gives APPLICATION|GROUP')).toBe(sentences.join(' '));
});

test('a refused attribute of a registered type is followed by the attributes that there are', async () => {
  const { code, output } = await startWith(['DeploymentGroup.Name', 'DeploymentGroup.DeploymentGroupName']);
  expect(code).toBe(1);
  expect(output).toMatch(
    /wrong\.yaml: Template error: Requested attribute DeploymentGroupName must be a readonly property in schema for Org::CodeDeploy::EcsDeploymentGroup Its attributes are DeploymentGroupId, Arn, Name\.$/,
  );
});
