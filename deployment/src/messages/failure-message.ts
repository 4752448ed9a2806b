import { hasEnded, isRollback } from '../../../runtime/deployment-status';
import { adviceFor, failedEvent, functionOf, type Ended, type Timeout } from './remediation';
import type { Deployment } from '../api';
import { consoleLink } from './console-link';
import { describeRunningState, type RunningState } from './running-state';

/** All that is known of a deployment that did not reach its end. */
export interface Report extends Ended {
  info: Deployment;
  startedBySomebodyElse: boolean;
  /** The deployment that CodeDeploy made to undo it. */
  rollback: Deployment | undefined;
  running: RunningState;
  /** The time that it had, when that was over. */
  timeout: Timeout | undefined;
  region: string;
  partition: string;
}

/**
 * A stack event's reason is cut at 1,024 characters, and CloudFormation puts up to 140 around a handler's message:
 * `Resource handler returned message: "…" (RequestToken: <UUID>, HandlerErrorCode: …)`.
 */
export const LONGEST = 880;

/**
 * What happened, what runs now, what to do, where to look. When it gets too long, it is what AWS said that is cut.
 * @returns at most `LONGEST` characters
 */
export function failureMessage(report: Report): string {
  const { info, target, hooks, timeout } = report;
  const stoppedForTime = timeout !== undefined && info.status === 'Stopped';
  const before = `Deployment ${info.deploymentId}${report.startedBySomebodyElse ? ', which somebody else started,' : ''} ${outcome(report)}`;
  const event = failedEvent(target);
  const hook = functionOf(hooks, event);
  const after = [
    event && `It ended at ${event}${hook ? ` (hook ${hook})` : ''}.`,
    whatRunsNow(report),
    whatToDo(report, stoppedForTime),
    `See ${consoleLink(info.deploymentId, report)}`,
  ]
    .filter(Boolean)
    .join(' ');
  // That it was stopped on request says nothing when the request was ours.
  const said = stoppedForTime
    ? ''
    : [info.errorInformation?.code, info.errorInformation?.message].filter(Boolean).join(': ');
  const room = LONGEST - before.length - after.length - 4;
  return said ? `${before}: ${sentence(cut(said, room))} ${after}` : `${before}. ${after}`;
}

function outcome({ info, timeout, startedBySomebodyElse }: Report): string {
  const time =
    timeout &&
    `it was not done after ${timeout.minutes} minutes (${timeout.asked ? 'TimeoutInMinutes' : 'the default time-out'})`;
  if (info.status === 'Stopped') return time ? `was stopped because ${time}` : 'was stopped';
  if (info.status === 'Failed') return 'failed';
  if (info.status === undefined) return 'did not succeed, and can not be read any more';
  return `is ${info.status} and goes on${time ? ` although ${time}` : ''}${startedBySomebodyElse ? '' : ' and CodeDeploy was told to stop it'}`;
}

function whatRunsNow({ info, rollback, running }: Report): string {
  const now = describeRunningState(running);
  if (!rollback) {
    if (info.status === undefined || !hasEnded(info)) return upperFirst(`${now}.`);
    const leftBehind = running.kind === 'runs' && running.beside;
    return `${leftBehind ? 'It was not rolled back' : 'Nothing was rolled back'}: ${now}.`;
  }
  const { deploymentId, status, errorInformation } = rollback;
  if (status === 'Succeeded')
    return `CodeDeploy rolled back (${deploymentId}): ${now}${running.kind === 'runs' ? ' again' : ''}.`;
  if (status === undefined) return `Its rollback ${deploymentId} could not be read: ${now}.`;
  if (!hasEnded(rollback)) return `Its rollback ${deploymentId} is ${status} and goes on: ${now}.`;
  const why = errorInformation?.message;
  return `Its rollback ${deploymentId} did not succeed either (${status}${why ? `: ${cut(why, 150)}` : ''}): ${now}.`;
}

function whatToDo(report: Report, stoppedForTime: boolean): string {
  const { info, rollback, running, timeout } = report;
  const advice: string[] = [];
  const unfinished = [info, rollback].find(
    (deployment) => deployment?.status !== undefined && !hasEnded(deployment),
  );
  if (unfinished) advice.push('Watch it to its end before anything else is deployed.');
  else if (running.kind !== 'gone') advice.push(adviceFor(report, stoppedForTime ? timeout : undefined));
  const astray = rollback ? rollback.status !== 'Succeeded' : running.kind === 'runs' && running.beside;
  if (astray) advice.push('The next deployment puts task sets and listeners right.');
  return advice.filter(Boolean).join(' ');
}

/** A deployment that has to end before another one can start. */
export interface Holder {
  deploymentId: string;
  /** As far as it can be read. */
  info: Deployment | undefined;
  startedByThisResource: boolean;
  /** "deployment group shop/blue-green" */
  groupName: string;
  /** How long it has been waited for, when that was all the time there was. */
  waitedMinutes: number | undefined;
  running: RunningState;
  region: string;
  partition: string;
}

/** Why nothing was deployed: the group is busy. */
export function busyMessage(holder: Holder): string {
  const { deploymentId, waitedMinutes, running } = holder;
  return [
    `Deployment ${deploymentId}, ${whose(holder)}, holds ${holder.groupName}` +
      (waitedMinutes === undefined ? '' : ` and did not end within ${waitedMinutes} minutes`) +
      '.',
    `This operation deployed nothing: ${describeRunningState(running)}.`,
    isTheirs(holder)
      ? 'Wait for its end or stop it, then try again; WhenBusy can do either.'
      : 'Wait for its end, then try again.',
    `See ${consoleLink(deploymentId, holder)}`,
  ].join(' ');
}

function whose(holder: Holder): string {
  if (isTheirs(holder)) return "which is not this resource's";
  return holder.startedByThisResource
    ? 'of an earlier operation of this resource'
    : 'a rollback of CodeDeploy';
}

function isTheirs({ info, startedByThisResource }: Holder): boolean {
  return !startedByThisResource && !(info && isRollback(info));
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(length - 1, 0))}…`;
}
