import { importable, leaveRetained, type ImportOptions } from './scenario/retained';
import { StackScenario } from './scenario/stack-scenario';
import type { TemplateOptions } from './scenario/template';

/* An import that fails, and the way out of IMPORT_ROLLBACK_COMPLETE in docs/operations.md ("Import and stack refactoring"). */

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
  await scenario.createGroupByHand('by-hand');
  await leaveRetained(scenario);
});
afterEach(() => scenario.close());

const TOPIC = { Topic: { Type: 'AWS::SNS::Topic' } };

/** Resources that the stack has before the import. */
const STACKS: { stack: string; before: TemplateOptions['resources'] }[] = [
  { stack: 'a new stack', before: undefined },
  { stack: 'an existing stack', before: TOPIC },
];

const CAUSES = [
  {
    cause: 'a property of the group that CodeDeploy does not know',
    options: { group: { DeploymentConfigName: 'CodeDeployDefault.ECSLinear' } },
    failed: 'Group',
    says: 'DeploymentConfigName: there is no deployment configuration',
  },
  {
    cause: 'a version whose tasks never become healthy',
    options: { version: 2 as const },
    failed: 'Deployment',
    says: 'It ended at Install.',
  },
];

describe.each(STACKS)('an import into $stack that fails', ({ before }) => {
  const template = (options: Partial<ImportOptions> = {}): TemplateOptions => {
    const { resources } = importable(scenario, { deployment: true, policy: 'Delete', ...options });
    return { resources: { ...resources, ...before } };
  };

  beforeEach(async () => {
    if (before) await scenario.create({ resources: { Group: undefined, Deployment: undefined, ...before } });
  });

  test.each(CAUSES)(
    'because of $cause is repeated with the correct one',
    async ({ options, failed, says }) => {
      scenario.aws.ecs.neverHealthy('web:2');
      await scenario.import(template(options), ['Group', 'Deployment']);
      expect(scenario.stack.status).toBe('IMPORT_ROLLBACK_COMPLETE');
      expect(scenario.events.failure(failed)).toContain(says);
      expect([...scenario.stack.resources.keys()]).toEqual(Object.keys(before ?? {}));
      expect(await scenario.groupNames()).toEqual(['by-hand']);
      expect(await scenario.answer()).toBe('version 1');

      await scenario.import(template(), ['Group', 'Deployment']);
      expect(scenario.stack.status).toBe('IMPORT_COMPLETE');
      await scenario.update(template({ version: 3 }));
      expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
      expect(await scenario.answer()).toBe('version 3');
      scenario.beginDelete();
      await scenario.finish();
      expect(await scenario.groupNames()).toEqual([]);
    },
  );
});
