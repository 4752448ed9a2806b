import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { clientConfiguration } from '#local-aws';
import type { Properties, Version } from '#test-kit';
import { StackScenario, type StackOptions } from './stack-scenario';
import type { TemplateOptions } from './template';
import { Worker } from './worker';

/** An update of the stack whose deployment succeeds and whose sibling fails, so that the stack rolls back. */
export class FailedRelease {
  private constructor(
    readonly scenario: StackScenario,
    readonly worker: Worker,
  ) {}

  /** Starts a scenario of its own. The test closes it. */
  static async start(): Promise<FailedRelease> {
    const scenario = await StackScenario.start();
    return new FailedRelease(scenario, await Worker.prepare(scenario));
  }

  /** Creates the stack. Default: version 1, without optional properties. */
  async create(template: TemplateOptions = {}): Promise<void> {
    await this.scenario.create({
      ...template,
      resources: { ...template.resources, ...this.worker.resource(1) },
    });
  }

  /** Updates the stack and lets the sibling fail once the deployment is complete. */
  async run(template: TemplateOptions): Promise<void> {
    await this.untilDeployed(template);
    this.worker.fail();
    await this.scenario.finish();
  }

  /** Updates the stack until the resource is complete; the sibling is still in progress. */
  async untilDeployed(template: TemplateOptions): Promise<void> {
    await this.begin(template);
    await this.scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
  }

  /**
   * Creates the stack, deploys version 2, then breaks something, then lets the sibling fail, so that the stack rolls back and
   * cannot.
   * @returns the failure of the deployment's rollback
   */
  async failRollback(template: TemplateOptions, breaks: () => Promise<unknown>): Promise<string> {
    await this.create(template);
    await this.untilDeployed(template);
    await breaks();
    this.worker.fail();
    await this.scenario.finish();
    expect(this.scenario.stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    return this.scenario.events.failure('Deployment');
  }

  /** The rollback has brought the old version back. */
  async expectVersion1(): Promise<void> {
    expect(this.scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await this.scenario.answer()).toBe('version 1');
    expect(await this.scenario.operator.taskSets()).toEqual(['version 1 PRIMARY']);
  }

  /** The stack is usable again: it deploys another version. */
  async expectNextUpdateWorks(template: TemplateOptions): Promise<void> {
    await this.scenario.update({ ...template, version: 3, resources: this.worker.resource(1) });
    expect(this.scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await this.scenario.answer()).toBe('version 3');
  }

  async begin(template: TemplateOptions, options: StackOptions = {}): Promise<void> {
    const resources = { ...template.resources, ...this.worker.resource(2) };
    await this.scenario.beginUpdate({ version: 2, ...template, resources }, options);
  }

  /** The same update with rollback disabled: what it has deployed stays. */
  async runWithoutRollback(template: TemplateOptions): Promise<void> {
    await this.begin(template, { disableRollback: true });
    await this.scenario.untilStatus('Deployment', 'UPDATE_COMPLETE');
    this.worker.fail();
    await this.scenario.finish();
  }
}

/** The network of another security group, as a template declares it. */
export const OTHER_NETWORK: Properties = {
  NetworkConfiguration: {
    AwsvpcConfiguration: {
      Subnets: ['subnet-1', 'subnet-2'],
      SecurityGroups: ['sg-2'],
      AssignPublicIp: 'DISABLED',
    },
  },
};

/**
 * Registers a task definition whose container `app` answers `version <version>`.
 * @param ports of that container
 * @param more names of further containers with a port 9000
 * @returns its ARN
 */
export async function registerWithPorts(
  { aws }: StackScenario,
  version: Version,
  ports: readonly number[],
  more: readonly string[] = [],
): Promise<string> {
  const ecs = new ECSClient(clientConfiguration(aws, 'AKIDSETUP'));
  const container = (name: string, containerPorts: readonly number[]) => ({
    name,
    image: `public.ecr.aws/nginx/nginx:1.${version}`,
    portMappings: containerPorts.map((containerPort) => ({ containerPort })),
    environment: [{ name: 'RESPONSE', value: `version ${version}` }],
  });
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'ported',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [container('app', ports), ...more.map((name) => container(name, [9000]))],
    }),
  );
  return taskDefinition!.taskDefinitionArn!;
}
