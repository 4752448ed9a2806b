import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { STACK, type StackScenario } from './stack-scenario';
import type { TemplateOptions } from './template';

/**
 * Brings the live resources back to a template, by a drift-aware change set.
 * @returns the logical ids of the resources that the change set changes
 */
export async function revertDrift(scenario: StackScenario, template: TemplateOptions): Promise<string[]> {
  const { api } = scenario;
  const names = { StackName: STACK, ChangeSetName: `revert-${scenario.aws.clock.now()}` };
  await api.send(
    new CreateChangeSetCommand({
      ...names,
      DeploymentMode: 'REVERT_DRIFT',
      TemplateBody: scenario.template(template),
    }),
  );
  const { Status, StatusReason, Changes = [] } = await api.send(new DescribeChangeSetCommand(names));
  if (Status === 'FAILED') throw new Error(StatusReason);
  await api.send(new ExecuteChangeSetCommand(names));
  await scenario.finish();
  return Changes.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId ?? '');
}
