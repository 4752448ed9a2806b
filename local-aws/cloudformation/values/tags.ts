import type { Stack } from '../stacks/stack';

/** The tags that CloudFormation itself puts on a stack's resources. */
export function systemTags(stack: Pick<Stack, 'id' | 'name'>, logicalId: string): Record<string, string> {
  return {
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:stack-id': stack.id,
    'aws:cloudformation:logical-id': logicalId,
  };
}

export function sameTags(one: Record<string, string>, other: Record<string, string>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
