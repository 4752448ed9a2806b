import {
  CloudFormation,
  CloudFormationApi,
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
import { ALARM, asApiInput, groupProperties, LOGICAL_IDS, type TemplateContext } from '../generate/template';
import { AnswerChecks } from '../invariants/answer-checks';
import { CallChecks } from '../invariants/call-checks';
import type { Evidence } from '../invariants/evidence';
import { RepeatedCalls } from '../invariants/repeated-calls';
import { Violations } from '../invariants/violations';
import { AccountView, callService, type GroupName } from './account-view';
import { DeliveryService } from './delivery-service';
import { beginListsWithEmptyPage } from './empty-pages';
import { ExternalEvents } from './external-events';
import { installHookFunction, type HookFunction } from './hooks';
import { pointProcessAt } from './host-clocks';
import type { LoadedType } from './loaded-type';
import { Operations } from './operations';
import { Ownership } from './ownership';
import { registerPorts } from './ports';
import { sibling } from './sibling';
import { Statistics } from './statistics';
import { TaskHealth } from './task-health';

/** CloudFormation that calls the handlers of our types and of their sibling in this process. */
class Engine extends CloudFormation {
  readonly types = new Map<string, ResourceProvider>([[sibling.typeName, sibling]]);

  override findProvider(typeName: string): ResourceProvider | undefined {
    return this.types.get(typeName) ?? super.findProvider(typeName);
  }
}

/** An account with one service and at most two stacks, with what a history acts on and what the invariants read. */
export interface HistoryWorld extends Evidence {
  readonly aws: LocalAws;
  readonly clock: VirtualClock;
  readonly engine: CloudFormation;
  /** The engine's API, for what only it does: imports, drift-aware change sets and refactorings. */
  readonly api: CloudFormationApi;
  readonly template: TemplateContext;
  readonly statistics: Statistics;
  readonly group: GroupName;
  readonly delivery: DeliveryService;
  readonly hook: HookFunction;
  readonly taskHealth: TaskHealth;
  readonly violations: Violations;
  readonly log: EventLog;
  stack: Stack | undefined;
  /** Another team's stack. */
  otherStack: Stack | undefined;
  /** The number of templates so far. */
  serial: number;
  /** The logical id of the stack's EcsDeployment. */
  logicalId: (typeof LOGICAL_IDS)[number];
  close(): Promise<void>;
}

/** Opens an account with a running service, its deployment group unless the stack declares it, and no stack. */
export async function openHistoryWorld(setup: Setup, types: readonly LoadedType[]): Promise<HistoryWorld> {
  const aws = await startLocalAws({ tasks: { startSeconds: 5, healthySeconds: 10, drainSeconds: 5 } });
  const restoreProcess = pointProcessAt(aws);
  const engine = new Engine(aws, setup.readings);
  const service = await createBlueGreenService(aws);
  const ports = registerPorts(aws, service, setup.otherPorts);
  const group = { applicationName: service.applicationName, deploymentGroupName: 'blue-green' };
  const operations = new Operations();
  const log = new EventLog(aws.clock);
  const statistics = new Statistics();
  const violations = new Violations(log);
  const account = new AccountView(aws, service, group);
  const ownership = new Ownership(operations, aws.clock, setup.lags.tagsSeconds);
  const evidence = {
    ...{ clock: aws.clock, setup, account, operations, ownership },
    externalEvents: new ExternalEvents(),
  };
  const answerChecks = new AnswerChecks(evidence, violations, log);
  const repeatedCalls = new RepeatedCalls(evidence, violations);
  const hook = installHookFunction(aws);
  const delivery = new DeliveryService(aws, setup, operations, statistics, {
    answered: (operation, answer) => {
      answerChecks.check(operation, answer);
      ownership.followAnswer(operation, answer);
    },
    isEndless: (operation) => repeatedCalls.isEndless(operation),
    contextSent: (operation, context) => {
      answerChecks.checkContext(operation, context);
    },
    refused: () => {
      evidence.externalEvents.refusals.push(aws.clock.now());
    },
    circumstances: (stackId) => {
      const { isExpress = false, status = '' } = engine.findStack(stackId) ?? {};
      const isUnawaited = isExpress && setup.readings.expressInvocations !== 'await';
      return { isExpress: isUnawaited, isImport: status.startsWith('IMPORT_') };
    },
  });
  new CallChecks(evidence, violations, log).observe(aws);
  for (const type of types) engine.types.set(type.schema.typeName, delivery.provider(type));
  followStackEvents(engine, operations, ownership, statistics, log);
  setAlarm(aws, 'OK');
  if (!setup.groupInStack)
    callService(
      aws.codeDeploy,
      'CreateDeploymentGroup',
      asApiInput(groupProperties(setup, service, group), service),
    );
  setLags(aws, setup);
  Object.assign(aws.codeDeploy.readings, setup.codeDeployReadings);
  if (setup.emptyPages)
    beginListsWithEmptyPage(aws, (operation) => {
      statistics.count(`empty page of ${operation}`);
    });
  // Not for creates: a create that CloudFormation calls again after the delete finds no owner tag, so it cannot know that it
  // is superseded.
  for (const logicalId of LOGICAL_IDS)
    engine.faults.add({
      ...{ logicalId, action: 'UPDATE', kind: 'calledAfterCancel' },
      calls: setup.callsAfterCancel,
    });
  return {
    ...evidence,
    ...{ aws, engine, group, delivery, hook, violations, log, statistics },
    api: new CloudFormationApi(engine),
    template: { setup, service, group, ports },
    taskHealth: new TaskHealth(aws),
    stack: undefined,
    otherStack: undefined,
    serial: 0,
    logicalId: LOGICAL_IDS[0],
    close: async () => {
      restoreProcess();
      await engine.close();
      await aws.close();
    },
  };
}

/** Logs each stack event. When a resource fails before its handler's last answer, CloudFormation has cancelled the operation. */
function followStackEvents(
  engine: CloudFormation,
  operations: Operations,
  ownership: Ownership,
  statistics: Statistics,
  log: EventLog,
): void {
  engine.whenEvent((stack) => {
    const event = stack.events.at(-1);
    if (!event) return;
    if (event.ResourceStatus?.endsWith('_FAILED')) operations.cancel(stack.id, event.LogicalResourceId ?? '');
    ownership.followEvent(event);
    const isFinal = event.ResourceStatus?.endsWith('_IN_PROGRESS') === false;
    if (event.LogicalResourceId === stack.name && isFinal)
      statistics.count(`stack ${stack.name} ${event.ResourceStatus ?? ''}`);
    log.addStackEvent(event);
  });
}

function setLags({ codeDeploy, ecs }: LocalAws, { lags }: Setup): void {
  ecs.faults.staleServicesSeconds = lags.servicesSeconds;
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
