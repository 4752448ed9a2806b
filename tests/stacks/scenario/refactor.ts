import {
  CreateStackRefactorCommand,
  DescribeStackRefactorCommand,
  ExecuteStackRefactorCommand,
  type ResourceMapping,
} from '@aws-sdk/client-cloudformation';
import type { StackScenario } from './stack-scenario';

/**
 * Moves or renames resources by a stack refactor.
 * @param templates the templates of all stacks that it concerns, by name; a stack that does not exist is created
 * @param mappings which resource is meant, where the templates do not tell
 * @throws Error the reason why it has failed
 */
export async function refactor(
  { api, aws }: StackScenario,
  templates: Record<string, string>,
  mappings: ResourceMapping[] = [],
): Promise<void> {
  const { StackRefactorId } = await api.send(
    new CreateStackRefactorCommand({
      EnableStackCreation: true,
      StackDefinitions: Object.entries(templates).map(([StackName, TemplateBody]) => ({
        StackName,
        TemplateBody,
      })),
      ...(mappings.length > 0 && { ResourceMappings: mappings }),
    }),
  );
  const read = () => api.send(new DescribeStackRefactorCommand({ StackRefactorId }));
  const { Status, StatusReason } = await read();
  if (Status !== 'CREATE_COMPLETE') throw new Error(StatusReason);
  await api.send(new ExecuteStackRefactorCommand({ StackRefactorId }));
  await aws.clock.advance(60);
  const { ExecutionStatus, ExecutionStatusReason } = await read();
  if (ExecutionStatus !== 'EXECUTE_COMPLETE') throw new Error(ExecutionStatusReason);
}
