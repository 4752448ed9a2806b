import type { ECSTarget } from '@aws-sdk/client-codedeploy';
import type { Deployment } from './api';
import { HOOK_EVENTS, type Hooks } from './appspec';

/** All that is known of a deployment that did not reach its end. */
export interface Report {
  info: Deployment;
  target: ECSTarget | undefined;
  /** The deployment that CodeDeploy made to undo it. */
  rollback: Deployment | undefined;
  hooks: Hooks;
  /** The task definition that the PRIMARY task set runs now. */
  live: string | undefined;
  /** The minutes that it had, when it was stopped because they were over. */
  timedOutMinutes: number | undefined;
  region: string;
  partition: string;
}

/** What a stack event shows of a message. */
const LONGEST = 1000;

/**
 * What happened, what runs now, where to look: at most 1,000 characters. When it gets too long, it is what AWS said
 * that is cut.
 */
export function failureMessage(report: Report): string {
  const { info } = report;
  const before = `Deployment ${info.deploymentId} ${outcome(report)}`;
  const after = [whereItFailed(report), whatRunsNow(report), `See ${consoleLink(report)}`]
    .filter(Boolean)
    .join(' ');
  const said = [info.errorInformation?.code, info.errorInformation?.message].filter(Boolean).join(': ');
  const room = LONGEST - before.length - after.length - 4;
  return said ? `${before}: ${sentence(cut(said, room))} ${after}` : `${before}. ${after}`;
}

function outcome({ info, timedOutMinutes }: Report): string {
  if (timedOutMinutes !== undefined)
    return `was stopped because it was not done after ${timedOutMinutes} minutes (TimeoutInMinutes)`;
  return info.status === 'Stopped' ? 'was stopped' : 'failed';
}

function whereItFailed({ target, hooks }: Report): string {
  const failed = target?.lifecycleEvents?.find((event) => event.status === 'Failed')?.lifecycleEventName;
  if (!failed) return '';
  const hook = HOOK_EVENTS.find((event) => event === failed && hooks[event]);
  return `It ended at ${failed}${hook ? ` (hook ${hooks[hook]})` : ''}.`;
}

function whatRunsNow({ rollback, live }: Report): string {
  const running = live
    ? `the service runs ${shortName(live)}`
    : 'what the service runs now could not be read';
  if (!rollback) return `Nothing was rolled back: ${running}.`;
  const id = rollback.deploymentId;
  if (rollback.status === 'Succeeded') return `CodeDeploy rolled back (${id}): ${running} again.`;
  const why = rollback.errorInformation?.message;
  return (
    `The rollback ${id} did not succeed (${rollback.status ?? 'unknown'}${why ? `: ${cut(why, 200)}` : ''}): ${running}. ` +
    'Check the listeners and task sets of the service.'
  );
}

/** family:revision of a task definition's ARN. */
function shortName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

export function consoleLink({
  info,
  region,
  partition,
}: Pick<Report, 'info' | 'region' | 'partition'>): string {
  const host = CONSOLES[partition];
  const path = `codesuite/codedeploy/deployments/${info.deploymentId}?region=${region}`;
  // Partitions of their own networks have their own consoles: the id is what helps there.
  return host ? `https://${region}.${host}/${path}` : `deployment ${info.deploymentId} in ${region}`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(length - 1, 0))}…`;
}
