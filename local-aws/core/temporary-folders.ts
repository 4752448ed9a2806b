import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { onExit } from 'signal-exit';

/** Begins the names of this process's folders. Containers that share a disk number their processes alike, so the host is in it. */
const PREFIX = `local-aws-${hostname().replace(/[^\w]/g, '_')}-`;

const open = new Set<string>();
const cleaned = new Set<string>();
let made = 0;

/**
 * Makes a new folder that is removed with `removeTemporaryFolder`, or when the process ends: by itself, by SIGINT or SIGTERM.
 * Folders of processes that ended in another way are removed by the first call of a later process.
 * @param parent the folder above it; created when it is missing
 * @param name ends the folder's name
 */
export function makeTemporaryFolder(parent: string, name: string): string {
  if (made === 0) onExit(removeAll);
  mkdirSync(parent, { recursive: true });
  if (!cleaned.has(parent)) removeStale(parent);
  cleaned.add(parent);
  made += 1;
  const folder = path.join(parent, `${PREFIX}${process.pid}-${made}-${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  open.add(folder);
  return folder;
}

export function removeTemporaryFolder(folder: string): void {
  open.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}

function removeAll(): void {
  for (const folder of [...open]) removeTemporaryFolder(folder);
}

function removeStale(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : NaN;
    if (!(pid > 0) || isAlive(pid)) continue;
    try {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    } catch {
      // Another user's folder, or another process removes it at the same time.
    }
  }
}

/** Signal 0 reaches a process only if it exists; EPERM says that it exists and belongs to another user. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
