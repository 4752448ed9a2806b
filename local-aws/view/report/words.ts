/** A duration in words, e.g. `2 min 4 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${rest} s`;
}

/** A number of things, e.g. `1 deployment` or `2 deployments`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** A time since the start of the run, e.g. `00:12:30`. */
export function sinceStart(time: number, start: number): string {
  const seconds = Math.floor((time - start) / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

export type Tone = 'done' | 'failed' | 'undone' | 'removed' | 'running';

/** How the report colours a status of CloudFormation or CodeDeploy. */
export function toneOf(status: string): Tone {
  if (/FAILED|^Failed|^Stopped/.test(status)) return 'failed';
  if (status.includes('ROLLBACK')) return 'undone';
  if (/IN_PROGRESS|InProgress|Created|Queued|Ready|Pending/.test(status)) return 'running';
  return status.startsWith('DELETE') ? 'removed' : 'done';
}
