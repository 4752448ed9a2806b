import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import { nestedContent } from '../operations/nested-content';
import { generatedName } from '../resource-types/native/native-type';
import { newStack, type Stack } from '../stacks/stack';
import { resolveProperties, unresolvedScope } from '../stacks/stack-scope';
import { withoutContent } from '../template/prepared';
import { messageOf, UnresolvedValue } from '../values/errors';
import type { NestedPlan, Plan, WantedStack } from './plan';

/** The stack whose nested stacks are planned, with the template and the tags that it gets. */
interface Parent extends Pick<Plan, 'stack' | 'prepared' | 'tags'> {
  changeSetName: string;
}

/**
 * Plans the change sets of the stacks that are nested in one stack. A nested stack that cannot be planned fails its change set,
 * not the request.
 * Source: AWS CloudFormation User Guide, "Change sets for nested stacks".
 */
export class NestedPlanner {
  readonly plans: NestedPlan[] = [];

  /** @param planStack plans a nested stack with its own nested stacks */
  constructor(
    private readonly cloudFormation: CloudFormation,
    private readonly parent: Parent,
    private readonly planStack: (wanted: WantedStack, isNew: boolean) => Promise<Plan>,
  ) {}

  /** Plans the nested stack with this logical id. A new one is added, and waits in REVIEW_IN_PROGRESS. */
  async plan(logicalId: string): Promise<NestedPlan> {
    const { cloudFormation, parent } = this;
    const changeSetName = this.#nameAfter(parent.changeSetName, logicalId);
    const changeSetId = cloudFormation.arn('changeSet', changeSetName);
    const present = cloudFormation.findStack(parent.stack.resources.get(logicalId)?.physicalId ?? '');
    const stackName = present?.id ?? this.#nameAfter(parent.stack.name, logicalId);
    const plan: NestedPlan = {
      ...(await this.#planOrFail(logicalId, present, { stackName, changeSetName })),
      ...{ logicalId, changeSetName, changeSetId },
    };
    this.plans.push(plan);
    return plan;
  }

  async #planOrFail(
    logicalId: string,
    present: Stack | undefined,
    names: { stackName: string; changeSetName: string },
  ): Promise<Plan> {
    try {
      const content = await this.#content(logicalId);
      const wanted = { ...content, ...names, revertsDrift: false, includesNestedStacks: true };
      return await this.planStack(wanted, present === undefined);
    } catch (error) {
      if (!(error instanceof ServiceError) && !(error instanceof UnresolvedValue)) throw error;
      const failure = messageOf(error);
      const stack = present ?? this.#addEmpty(names.stackName, failure);
      const { prepared, tags } = stack;
      return { stack, prepared, tags, changes: [], imported: [], nested: [], failure };
    }
  }

  /** The nested stack's template, parameters and tags. */
  async #content(logicalId: string) {
    const { stack, prepared, tags } = this.parent;
    const scope = unresolvedScope(this.cloudFormation, stack, prepared);
    const properties = await resolveProperties(prepared.resources[logicalId]?.Properties, scope);
    const { folder } = prepared.source;
    return nestedContent(this.cloudFormation, { properties, stackTags: tags, folder });
  }

  #nameAfter(name: string, logicalId: string): string {
    return generatedName(name, logicalId, this.cloudFormation.uuid(), 128);
  }

  #addEmpty(stackName: string, failure: string): Stack {
    const { cloudFormation, parent } = this;
    const id = cloudFormation.arn('stack', stackName);
    const origin = { parentId: parent.stack.id };
    const prepared = withoutContent({ text: '', folder: '' }, {}, failure);
    const stack = newStack(id, stackName, prepared, {}, cloudFormation.clock.date(), origin);
    cloudFormation.stacks.all.push(stack);
    return stack;
  }
}
