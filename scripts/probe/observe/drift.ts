import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourcesCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { STACKS } from '../account/names';
import { after, of, operations, templateOf, type Resource, type StackCalls } from './stack-calls';
import type { TypeFacts } from './type-facts';

const DRIFTING = {
  Drifting: { Value: '1', Secret: 'kept', Tags: [{ Key: 'own', Value: 'yes' }] },
  Unreadable: { Value: '1' },
} satisfies Record<string, Resource>;

/** What counts as drift, then two change sets that revert one. */
export async function observeDrifts(calls: StackCalls, facts: TypeFacts): Promise<void> {
  await observeDrift(calls, facts);
  await observeRevertDrift(calls, facts);
}

/** A stack whose resource has a tag of its own, and one that cannot be read. */
async function observeDrift(calls: StackCalls, facts: TypeFacts): Promise<void> {
  await calls.create(STACKS.drift, DRIFTING);
  await calls.settleIn(STACKS.drift, 'CREATE_COMPLETE');
  await calls.put(`unreadable/${await physicalId(calls, 'Unreadable')}`, true);
  const detect = new DetectStackDriftCommand({ StackName: STACKS.drift });
  const { StackDriftDetectionId } = await calls.client.send(detect);
  for (;;) {
    const describe = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId });
    const { DetectionStatus = '' } = await calls.client.send(describe);
    facts.unreadable = { detection: DetectionStatus, resource: '' };
    if (DetectionStatus !== 'DETECTION_IN_PROGRESS') break;
    await calls.sleep(3);
  }
  facts.unreadable.resource = await driftOf(calls, 'Unreadable');
  facts.tagDrift = await driftOf(calls, 'Drifting');
}

async function resource(calls: StackCalls, logicalId: string) {
  const describe = new DescribeStackResourcesCommand({ StackName: STACKS.drift });
  const { StackResources = [] } = await calls.client.send(describe);
  return StackResources.find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
}

async function physicalId(calls: StackCalls, logicalId: string): Promise<string> {
  return (await resource(calls, logicalId))?.PhysicalResourceId ?? '';
}

async function driftOf(calls: StackCalls, logicalId: string): Promise<string> {
  const { DriftInformation } = (await resource(calls, logicalId)) ?? {};
  return DriftInformation?.StackResourceDriftStatus ?? 'absent';
}

/** The probe changes the resource outside of its stack. REVERT_DRIFT changes it back, the second time in an update that fails. */
async function observeRevertDrift(calls: StackCalls, facts: TypeFacts): Promise<void> {
  const drift = async (Value: string) =>
    calls.put(`resources/${await physicalId(calls, 'Drifting')}`, {
      ...DRIFTING.Drifting,
      Id: await physicalId(calls, 'Drifting'),
      Value,
    });
  const revert = (resources: Record<string, Resource>) =>
    calls.plan(STACKS.drift, { DeploymentMode: 'REVERT_DRIFT', TemplateBody: templateOf(resources) });
  const { Drifting } = DRIFTING;
  await drift('drifted1');
  const planned = await revert({ Drifting });
  let listen = await calls.listen();
  await calls.execute(planned);
  await calls.settleIn(STACKS.drift, 'UPDATE_COMPLETE');
  let received = await listen();
  const [update] = of(received, 'UPDATE', 'Drifting');
  if (update)
    facts.revertDrift = {
      value: update.previous?.Value,
      hasSecret: update.previous?.Secret !== undefined,
      reads: of(received, 'READ').filter(({ time }) => time <= update.time).length,
    };

  await drift('drifted2');
  const failing = await revert({ Drifting, Failing: { Fails: 'CREATE', ...after('Drifting') } });
  listen = await calls.listen();
  await calls.execute(failing);
  await calls.settle(STACKS.drift);
  received = await listen();
  const [, rollback] = operations(of(received, 'UPDATE', 'Drifting'));
  const value = rollback?.[0]?.properties?.Value;
  if (typeof value === 'string') facts.revertDriftRollback = value;
}
