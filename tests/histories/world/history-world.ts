import {
  CloudFormation,
  type LocalAws,
  type ResourceProvider,
  type Stack,
  createBlueGreenService,
  startLocalAws,
} from '#local-aws';
import { errorsAlarm } from '../../kit/alarm';
import { AccountView, ask, type GroupName } from './account-view';
import { DeliveryService, type LoadedType } from './delivery';
import { Health } from './task-health';
import { playHooks, type Hooks } from './hooks';
import type { Circumstances } from '../generate/history';
import { Operations } from './operations';
import { sibling } from './sibling';
import type { Chronicle } from '../event-log';
import { Surroundings } from './external-events';
import { ALARM, asApiInput, groupProperties } from '../generate/template';
import { Watch } from '../invariants/watch';

export const STACK = 'shop';

/** CloudFormation with our types' handlers called in this process, and a sibling of theirs. */
class Engine extends CloudFormation {
  readonly types = new Map<string, ResourceProvider>([[sibling.typeName, sibling]]);

  override findProvider(typeName: string): ResourceProvider | undefined {
    return this.types.get(typeName) ?? super.findProvider(typeName);
  }
}

/** Everything that a history is played in. */
export interface World {
  readonly aws: LocalAws;
  readonly engine: CloudFormation;
  readonly circumstances: Circumstances;
  readonly group: GroupName;
  readonly view: AccountView;
  readonly delivery: DeliveryService;
  readonly operations: Operations;
  readonly surroundings: Surroundings;
  readonly hooks: Hooks;
  readonly health: Health;
  readonly watch: Watch;
  readonly chronicle: Chronicle;
  stack: Stack | undefined;
  /** Updates so far. */
  serial: number;
  close(): Promise<void>;
}

/** Opens an account with a running service, its deployment group unless the stack is to make it, and no stack. */
export async function openWorld(
  circumstances: Circumstances,
  types: readonly LoadedType[],
  chronicle: Chronicle,
): Promise<World> {
  const aws = await startLocalAws({ tasks: { startSeconds: 5, healthySeconds: 10, drainSeconds: 5 } });
  const restore = showTimeOf(aws);
  const engine = new Engine(aws);
  const service = await createBlueGreenService(aws);
  const group = { applicationName: service.applicationName, deploymentGroupName: 'blue-green' };
  const view = new AccountView(aws, service, group);
  const operations = new Operations();
  const surroundings = new Surroundings();
  const world: Omit<World, 'watch' | 'delivery'> = {
    ...{ aws, engine, circumstances, group, view, operations, surroundings, chronicle },
    hooks: playHooks(aws),
    health: new Health(aws),
    stack: undefined,
    serial: 0,
    close: async () => {
      restore();
      await engine.close();
      await aws.close();
    },
  };
  chronicle.begin(aws.clock);
  const watch = new Watch(world);
  const delivery = new DeliveryService(
    aws,
    operations,
    (operation, answer) => {
      watch.heard(operation, answer);
    },
    (operation) => watch.circles(operation),
  );
  watch.observeCalls();
  for (const type of types) engine.types.set(type.schema.typeName, delivery.provider(type));
  engine.whenEvent((stack) => {
    const event = stack.events.at(-1);
    if (event?.ResourceStatusReason?.endsWith('cancelled'))
      operations.abandon(stack.id, event.LogicalResourceId ?? '');
    if (event) chronicle.stackEvent(event);
  });
  setAlarm(aws, 'OK');
  if (!circumstances.groupInStack)
    ask(
      aws.codeDeploy,
      'CreateDeploymentGroup',
      asApiInput(groupProperties(circumstances, service, group), service),
    );
  setLags(aws, circumstances);
  // A create that is called on after its delete finds no tag that could tell.
  engine.faults.add({
    logicalId: 'Deployment',
    action: 'UPDATE',
    kind: 'keepCalling',
    calls: circumstances.calledOn,
  });
  return Object.assign(world, { watch, delivery });
}

/** Handlers ask the process for the time and the address of AWS. */
function showTimeOf(aws: LocalAws): () => void {
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

function setLags({ codeDeploy }: LocalAws, { lags }: Circumstances): void {
  Object.assign(codeDeploy.faults, {
    rollbackIdLateSeconds: lags.rollbackId,
    rollbackLateSeconds: lags.rollbackMade,
    rollbackTakesSeconds: lags.rollback,
    listedLateSeconds: lags.listed,
    readLateSeconds: lags.read,
    targetsLateSeconds: lags.targets,
    staleTagSeconds: lags.tags,
    stopPendingSeconds: lags.stop,
    hideTerminationWait: lags.hidesTerminationWait,
  });
}

export function setAlarm({ cloudWatch }: LocalAws, state: 'OK' | 'ALARM'): void {
  if (cloudWatch.state(ALARM) === undefined) ask(cloudWatch, 'PutMetricAlarm', { ...errorsAlarm(ALARM) });
  ask(cloudWatch, 'SetAlarmState', { AlarmName: ALARM, StateValue: state, StateReason: 'history' });
}
