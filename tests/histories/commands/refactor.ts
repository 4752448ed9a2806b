import type { CreateStackRefactorOutput, DescribeStackRefactorOutput } from '@aws-sdk/client-cloudformation';
import { LOGICAL_IDS, STACK } from '../generate/template';
import { callService } from '../world/account-view';
import type { HistoryWorld } from '../world/history-world';
import { presentStack } from './update';

/** Gives the stack's EcsDeployment another logical id by a stack refactoring, where CloudFormation accepts that. */
export async function refactor(world: HistoryWorld): Promise<void> {
  const { api, logicalId, setup, statistics, log } = world;
  const stack = presentStack(world);
  if (!stack?.resources.has(logicalId)) return;
  const next = LOGICAL_IDS.find((each) => each !== logicalId) ?? logicalId;
  const TemplateBody = stack.prepared.source.text.replaceAll(`"${logicalId}"`, `"${next}"`);
  const place = (id: string) => ({ StackName: STACK, LogicalResourceId: id });
  const { StackRefactorId } = (await callService(api, 'CreateStackRefactor', {
    StackDefinitions: [{ StackName: STACK, TemplateBody }],
    ResourceMappings: [{ Source: place(logicalId), Destination: place(next) }],
  })) as CreateStackRefactorOutput;
  await callService(api, 'ExecuteStackRefactor', { StackRefactorId });
  const { ExecutionStatus } = callService(api, 'DescribeStackRefactor', {
    StackRefactorId,
  }) as DescribeStackRefactorOutput;
  log.add('stack', `refactor to ${next}: ${ExecutionStatus ?? ''}`);
  world.logicalId = next;
  statistics.count(`refactor: tags ${setup.readings.refactorTags}`);
}
