import { loadBalancerInfo, type ResourceDeclaration, type TemplateOptions } from './template';
import type { StackScenario } from './stack-scenario';

/** Whether a resource goes with its stack. */
type DeletionPolicy = 'Retain' | 'Delete';

/** What a test chooses about resources to import. */
export interface ImportOptions extends Pick<TemplateOptions, 'group' | 'version'> {
  /** Whether the template has the `Deployment` besides the `Group`. */
  deployment: boolean;
  /** Default: `Retain`. */
  policy?: DeletionPolicy;
  redeployToken?: string;
}

/** A template for the group `by-hand` and its deployment. CloudFormation imports only resources with a DeletionPolicy. */
export function importable(
  scenario: StackScenario,
  { deployment, policy = 'Retain', version = 1, redeployToken, group }: ImportOptions,
): TemplateOptions {
  const properties = {
    DeploymentGroupName: 'by-hand',
    LoadBalancerInfo: loadBalancerInfo(scenario.service, false),
    ...group,
  };
  const text = scenario.template({
    version,
    group: properties,
    deployment: { RedeployToken: redeployToken },
  });
  const { Resources } = JSON.parse(text) as {
    Resources: Record<'Group' | 'Deployment', ResourceDeclaration>;
  };
  const declare = (logicalId: 'Group' | 'Deployment') => ({
    ...Resources[logicalId],
    DeletionPolicy: policy,
  });
  return {
    resources: { Group: declare('Group'), Deployment: deployment ? declare('Deployment') : undefined },
  };
}

/** A stack imports the group, gets a deployment, and is deleted; both resources stay, with the owner tags. */
export async function leaveRetained(scenario: StackScenario): Promise<void> {
  await scenario.import(importable(scenario, { deployment: false }), ['Group']);
  await scenario.update(importable(scenario, { deployment: true }));
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
  expect(await scenario.groupNames()).toEqual(['by-hand']);
}
