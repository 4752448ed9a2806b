import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './types';

interface LockFile {
  packages: Record<string, { version?: string; integrity?: string; resolved?: string; inBundle?: boolean }>;
}

/** The installed packages that npm downloads: a bundled one arrives in the archive of the package that bundles it. */
function downloadsOf(file: string): [place: string, entry: LockFile['packages'][string]][] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as LockFile;
  return Object.entries(packages).filter(([place, { inBundle }]) => place !== '' && !inBundle);
}

describe.each([
  ['package-lock.json', 100],
  ['benchmarks/versus/alternatives/package-lock.json', 100],
  ['cdk/package-lock.json', 3],
])('%s', (file, least) => {
  test('has a checksum for every package that npm downloads', () => {
    const downloads = downloadsOf(file);
    expect(downloads.length).toBeGreaterThanOrEqual(least);
    const unchecked = downloads.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(unchecked.map(([place]) => place)).toEqual([]);
  });

  test('names no registry, so that each machine installs from its own', () => {
    const bound = downloadsOf(file).filter(([, { resolved }]) => resolved !== undefined);
    expect(bound.map(([place]) => place)).toEqual([]);
  });
});
