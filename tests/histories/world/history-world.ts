import {
  CloudFormation,
  type LocalAws,
  type ResourceProvider,
  type Stack,
  type VirtualClock,
  createBlueGreenService,
  startLocalAws,
} from '#local-aws';
import { errorsAlarm } from '#test-kit';
import { EventLog } from '../event-log';
import type { Setup } from '../generate/history';
import { ALARM, asApiInput, groupProperties } from '../generate/template';
import { AnswerChecks } from '../invariants/answer-checks';
import { CallChecks } from '../invariants/call-checks';
import type { Evidence } from '../invariants/evidence';
import { RepeatedCalls } from '../invariants/repeated-calls';
import { Violations } from '../invariants/violations';
import { AccountView, callService, type GroupName } from './account-view';
import { DeliveryService, type LoadedType } from './delivery-service';
import { ExternalEvents } from './external-events';
import { installHookFunction, type HookFunction } from './hooks';
import { Operations } from './operations';
import { sibling } from './sibling';
import { TaskHealth } from './task-health';

/** CloudFormation that calls the handlers of our types and of their sibling in this process. */
class Engine extends CloudFormation {
  readonly types = new Map<string, ResourceProvider>([[sibling.typeName, sibling]]);

  override findProvider(typeName: string): ResourceProvider | undefined {
    return this.types.get(typeName) ?? super.findProvider(typeName);
  }
}

/** An account with one service and at most one stack, with what a history acts on and what the invariants read. */
export interface HistoryWorld extends Evidence {
  readonly aws: LocalAws;
  readonly clock: VirtualClock;
  readonly engine: CloudFormation;
  readonly group: GroupName;
  readonly delivery: DeliveryService;
  readonly hook: HookFunction;
  readonly taskHealth: TaskHealth;
  readonly violations: Violations;
  readonly log: EventLog;
  stack: Stack | undefined;
  /** The number of templates so far. */
  serial: number;
  close(): Promise<void>;
}

/** Opens an account with a running service, its deployment group unless the stack declares it, and no stack. */
export async function openHistoryWorld(setup: Setup, types: readonly LoadedType[]): Promise<HistoryWorld> {
  const aws = await startLocalAws({ tasks: { startSeconds: 5, healthySeconds: 10, drainSeconds: 5 } });
  const restoreProcess = pointProcessAt(aws);
  const engine = new Engine(aws);
  const service = await createBlueGreenService(aws);
  const group = { applicationName: service.applicationName, deploymentGroupName: 'blue-green' };
  const operations = new Operations();
  const log = new EventLog(aws.clock);
  const violations = new Violations(log);
  const account = new AccountView(aws, service, group);
  const evidence = { clock: aws.clock, setup, account, operations, externalEvents: new ExternalEvents() };
  const answerChecks = new AnswerChecks(evidence, violations, log);
  const repeatedCalls = new RepeatedCalls(evidence, violations);
  const hook = installHookFunction(aws);
  const delivery = new DeliveryService(aws, operations, {
    answered: (operation, answer) => {
      answerChecks.check(operation, answer);
    },
    isEndless: (operation) => repeatedCalls.isEndless(operation),
  });
  new CallChecks(evidence, violations, log).observe(aws);
  for (const type of types) engine.types.set(type.schema.typeName, delivery.provider(type));
  followStackEvents(engine, operations, log);
  setAlarm(aws, 'OK');
  if (!setup.groupInStack)
    callService(
      aws.codeDeploy,
      'CreateDeploymentGroup',
      asApiInput(groupProperties(setup, service, group), service),
    );
  setLags(aws, setup);
  // Not for creates: a create that CloudFormation calls again after the delete finds no owner tag, so it cannot know that it
  // is superseded.
  engine.faults.add({
    logicalId: 'Deployment',
    action: 'UPDATE',
    kind: 'calledAfterCancel',
    calls: setup.callsAfterCancel,
  });
  return {
    ...evidence,
    ...{ aws, engine, group, delivery, hook, violations, log },
    taskHealth: new TaskHealth(aws),
    stack: undefined,
    serial: 0,
    close: async () => {
      restoreProcess();
      await engine.close();
      await aws.close();
    },
  };
}

/** Logs each stack event. When a resource fails before its handler's last answer, CloudFormation has cancelled the operation. */
function followStackEvents(engine: CloudFormation, operations: Operations, log: EventLog): void {
  engine.whenEvent((stack) => {
    const event = stack.events.at(-1);
    if (!event) return;
    if (event.ResourceStatus?.endsWith('_FAILED')) operations.cancel(stack.id, event.LogicalResourceId ?? '');
    log.addStackEvent(event);
  });
}

/** Handlers in this process read the time and the endpoint of AWS from it. */
function pointProcessAt(aws: LocalAws): () => void {
  const { now } = Date;
  const endpoint = process.env.AWS_ENDPOINT_URL;
  Date.now = () => aws.clock.now();
  process.env.AWS_ENDPOINT_URL = aws.endpoint;
  return () => {
    Date.now = now;
    if (endpoint === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = endpoint;
  };
}

function setLags({ codeDeploy }: LocalAws, { lags }: Setup): void {
  Object.assign(codeDeploy.faults, {
    rollbackIdLateSeconds: lags.rollbackIdSeconds,
    rollbackLateSeconds: lags.rollbackStartSeconds,
    rollbackTakesSeconds: lags.rollbackExtraSeconds,
    listedLateSeconds: lags.listSeconds,
    readLateSeconds: lags.readSeconds,
    targetsLateSeconds: lags.targetsSeconds,
    staleTagSeconds: lags.tagsSeconds,
    stopPendingSeconds: lags.stopSeconds,
    hideTerminationWait: lags.hidesTerminationWait,
  });
}

/** Creates the alarm if it does not exist, and sets its state. */
export function setAlarm({ cloudWatch }: LocalAws, state: 'OK' | 'ALARM'): void {
  if (cloudWatch.state(ALARM) === undefined)
    callService(cloudWatch, 'PutMetricAlarm', { ...errorsAlarm(ALARM) });
  callService(cloudWatch, 'SetAlarmState', { AlarmName: ALARM, StateValue: state, StateReason: 'history' });
}
