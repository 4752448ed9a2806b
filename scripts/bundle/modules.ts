import type { Metafile } from 'esbuild';

/** A part of a bundle: a folder of this project, or a package that it depends on. */
export interface Module {
  name: string;
  bytes: number;
  files: number;
}

/** What a bundle is made of, the largest first. */
export function modulesOf(metafile: Metafile): Module[] {
  const modules = new Map<string, Module>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      if (bytesInOutput === 0) continue;
      const name = moduleOf(path);
      const { bytes, files } = modules.get(name) ?? { bytes: 0, files: 0 };
      modules.set(name, { name, bytes: bytes + bytesInOutput, files: files + 1 });
    }
  }
  return [...modules.values()].sort((one, other) => other.bytes - one.bytes);
}

/** A line for each module: its bytes, its share, its files. */
export function reportOf(modules: readonly Module[]): string {
  const all = modules.reduce((sum, { bytes }) => sum + bytes, 0);
  return modules
    .map(({ name, bytes, files }) => {
      const share = `${((100 * bytes) / all).toFixed(1)} %`;
      return `${String(bytes).padStart(9)} ${share.padStart(7)} ${String(files).padStart(4)} files  ${name}`;
    })
    .join('\n');
}

/** `node_modules/@smithy/core/dist-es/…` is of `@smithy/core`, `runtime/protocol/event.ts` of `runtime`. */
function moduleOf(path: string): string {
  const [, dependency] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return dependency ?? path.split('/')[0] ?? path;
}
