import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'yaml';
import { release } from './release';
import { folderOf, LAMBDA_RUNTIME, MODULE, RESOURCE_TYPES, schemaFileOf } from './types';

const VERSION = '1.2.3';

interface Template {
  Resources: Record<string, { Properties: Record<string, unknown> }>;
}

let folder: string;
let files: string[];
beforeAll(async () => {
  ({ folder, files } = await release({ folder: mkdtempSync(join(tmpdir(), 'release-')), version: VERSION }));
});

const read = (file: string) => readFileSync(join(folder, file));
const json = (bytes: Uint8Array | undefined) =>
  JSON.parse(strFromU8(bytes!)) as { description: string; runtime: string };

test('has the packages, the template that registers them, schemas, licence and checksums', () => {
  expect([...files].sort()).toEqual(
    [
      'LICENSE',
      'SHA256SUMS',
      `org-codedeploy-ecsbluegreen-module-${VERSION}.zip`,
      `org-codedeploy-ecsdeployment-${VERSION}.zip`,
      `org-codedeploy-ecsdeploymentgroup-${VERSION}.zip`,
      'register.yaml',
      'schemas/org-codedeploy-ecsdeployment.json',
      'schemas/org-codedeploy-ecsdeploymentgroup.json',
      'schemas/private_types.py',
    ].sort(),
  );
});

test('is the same, byte for byte, on another day', async () => {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2040, 1, 29));
  const another = await release({ folder: mkdtempSync(join(tmpdir(), 'release-')), version: VERSION });
  clock.mockRestore();
  expect(another.files).toEqual(files);
  const different = files.filter((file) => !read(file).equals(readFileSync(join(another.folder, file))));
  expect(different).toEqual([]);
});

test('has the checksum of each other file', () => {
  const lines = read('SHA256SUMS').toString().trim().split('\n');
  expect(lines).toEqual(
    files
      .filter((file) => file !== 'SHA256SUMS')
      .map((file) => `${createHash('sha256').update(read(file)).digest('hex')}  ${file}`),
  );
});

describe.each(RESOURCE_TYPES)('the package of $typeName', (type) => {
  const unpack = () => unzipSync(read(`${type.hyphenatedName}-${VERSION}.zip`));

  test('names the release in its description, and the runtime', () => {
    const { description } = json(readFileSync(schemaFileOf(type)));
    expect(json(unpack()['schema.json']).description).toBe(`Release ${VERSION}. ${description}`);
    expect(json(unpack()['.rpdk-config']).runtime).toBe(LAMBDA_RUNTIME);
    expect(readFileSync(join(folderOf(type), 'template.yml'), 'utf8')).toContain(
      `Runtime: ${LAMBDA_RUNTIME}\n`,
    );
  });

  test('has the licences of the packages in its code', () => {
    const { 'src/NOTICES.txt': notices, 'src/LICENSE': licence } = unpack();
    const text = strFromU8(notices!);
    expect(text).toMatch(/^@aws-sdk\/client-codedeploy [\d.]+ \(Apache-2\.0\)$/m);
    expect(text).toMatch(/^class-transformer [\d.]+ \(MIT\)$/m);
    expect(text).toContain('Permission is hereby granted, free of charge');
    expect(text).not.toContain('esbuild');
    expect(strFromU8(licence!)).toContain('Apache License');
  });
});

test('register.yaml has the execution roles that the CloudFormation CLI has generated', () => {
  const { Resources } = parse(read('register.yaml').toString()) as Template;
  const [group, deployment] = RESOURCE_TYPES.map((type) => {
    const file = readFileSync(join(folderOf(type), 'resource-role.yaml'), 'utf8');
    return (parse(file) as Template).Resources.ExecutionRole;
  });
  expect(Resources.GroupExecutionRole).toEqual({ Condition: 'MakesGroupRole', ...group });
  expect(Resources.DeploymentExecutionRole).toEqual({ Condition: 'MakesDeploymentRole', ...deployment });
  expect(Resources.ModuleVersion!.Properties.ModulePackage).toEqual({
    'Fn::Sub': `s3://\${Bucket}/\${Prefix}${MODULE.hyphenatedName}-${VERSION}.zip`,
  });
});

test('refuses a version that is none', async () => {
  await expect(release({ folder: join(folder, 'no'), version: 'next' })).rejects.toThrow(
    'next is no version of a release: it has three numbers, such as 1.2.0 or 1.2.0-beta.1.',
  );
});
