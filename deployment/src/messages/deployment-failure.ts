import { hasEnded } from '../../../runtime/deployments/deployment-status';
import type { Deployment } from '../../../runtime/deployments/reads';
import { MAXIMUM_LENGTH, type Failure } from '../../../runtime/messages/failure';
import { cut, upperFirst } from '../../../runtime/messages/text';
import { consoleLink } from './console-link';
import { failure } from './failures';
import { adviceFor, failedEvent, functionOf, type Ended, type Timeout } from './remediation';
import { describeRunningState, type RunningState } from './running-state';

/** Everything that is known about a deployment that has not succeeded. */
export interface Report extends Ended {
  info: Deployment;
  startedByOthers: boolean;
  /** The deployment that CodeDeploy made to undo it. */
  rollback: Deployment | undefined;
  running: RunningState;
  /** Its timeout, when it has passed. */
  timeout: Timeout | undefined;
  region: string;
  partition: string;
}

/** A longer reason of a failed rollback is cut. */
const MAXIMUM_ROLLBACK_REASON = 150;

/**
 * The failure of a deployment: what happened, what the service runs now, what to do, and a link. When it is too long,
 * AWS's own text is cut.
 */
export function deploymentFailure(report: Report): Failure {
  const rest = afterReason(report);
  const { code, message } = report.info.errorInformation ?? {};
  const said = [code, message].filter(Boolean).join(': ') || 'CodeDeploy gave no reason';
  const room = MAXIMUM_LENGTH - withDetails(report, rest).message.length - 2;
  return withDetails(report, rest, sentence(cut(said, room)));
}

function withDetails(report: Report, rest: string, said?: string): Failure {
  const { info, timeout, startedByOthers } = report;
  const deployment = `${info.deploymentId}${startedByOthers ? ', which another operation started,' : ''}`;
  const withReason = { deployment, details: said ? `${said} ${rest}` : rest };
  const facts = { deployment, details: rest };
  if (info.status === 'Failed') return failure('DeploymentFailed', withReason);
  if (info.status === undefined) return failure('DeploymentNotReadable', facts);
  // When this operation has requested the stop, CodeDeploy's reason only repeats that.
  if (info.status === 'Stopped')
    return timeout
      ? failure('DeploymentTimedOut', { ...facts, minutes: timeout.minutes, source: sourceOf(timeout) })
      : failure('DeploymentStopped', withReason);
  const details = [stillRuns(report), rest].filter(Boolean).join(' ');
  return failure('DeploymentStillRuns', { deployment, status: info.status, details });
}

function sourceOf({ requested }: Timeout): string {
  return requested ? 'TimeoutInMinutes' : 'the default timeout';
}

function stillRuns({ timeout, startedByOthers }: Report): string {
  return [
    timeout && `It had not finished after ${timeout.minutes} minutes (${sourceOf(timeout)}).`,
    startedByOthers ? '' : 'CodeDeploy was told to stop it.',
  ]
    .filter(Boolean)
    .join(' ');
}

function afterReason(report: Report): string {
  const { info, target, hooks } = report;
  const event = failedEvent(target);
  const hook = functionOf(hooks, event);
  return [
    event && `It ended at ${event}${hook ? ` (hook ${hook})` : ''}.`,
    whatRunsNow(report),
    whatToDo(report),
    `See ${consoleLink(info.deploymentId, report)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function whatRunsNow({ info, rollback, running }: Report): string {
  const now = describeRunningState(running);
  if (!rollback) {
    if (info.status === undefined || !hasEnded(info)) return upperFirst(`${now}.`);
    const leftBehind = running.kind === 'runs' && running.leftover;
    return `${leftBehind ? 'It was not rolled back' : 'Nothing was rolled back'}: ${now}.`;
  }
  const { deploymentId, status, errorInformation } = rollback;
  if (status === 'Succeeded')
    return `CodeDeploy rolled back (${deploymentId}): ${now}${running.kind === 'runs' ? ' again' : ''}.`;
  if (status === undefined) return `Its rollback ${deploymentId} could not be read: ${now}.`;
  if (!hasEnded(rollback)) return `Its rollback ${deploymentId} is ${status} and continues: ${now}.`;
  const why = errorInformation?.message;
  const reason = why ? `: ${cut(why, MAXIMUM_ROLLBACK_REASON)}` : '';
  return `Its rollback ${deploymentId} did not succeed either (${status}${reason}): ${now}.`;
}

function whatToDo(report: Report): string {
  const { info, rollback, rolledBack, running, timeout } = report;
  const advice: string[] = [];
  const unfinished = [info, rollback].find(
    (deployment) => deployment?.status !== undefined && !hasEnded(deployment),
  );
  if (unfinished) advice.push('Watch it until it ends before you deploy anything else.');
  else if (running.kind !== 'gone')
    advice.push(adviceFor(report, info.status === 'Stopped' ? timeout : undefined));
  const incomplete = rollback ? rollback.status !== 'Succeeded' : running.kind === 'runs' && running.leftover;
  if (incomplete) advice.push('The next deployment restores the task sets and listeners.');
  if (rolledBack)
    advice.push(
      `To continue: \`aws cloudformation continue-update-rollback --stack-name ${rolledBack.stackName}\`; to skip it, add \`--resources-to-skip ${rolledBack.logicalId}\`.`,
    );
  return advice.filter(Boolean).join(' ');
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
