import type { StackIdentity } from './stack-identity';
import { isList, isMap, scalarText, type Value } from './value';

/** The `aws:cloudformation:*` tags that CloudFormation puts on each resource of a stack. */
export function systemTags(stack: StackIdentity, logicalId: string): Record<string, string> {
  return {
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:stack-id': stack.id,
    'aws:cloudformation:logical-id': logicalId,
  };
}

/** Whether two sets of tags have the same keys and values. */
export function sameTags(one: Record<string, string>, other: Record<string, string>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/** The keys of a list of tags in a resource's properties. */
export function tagKeys(tags: Value | undefined): string[] {
  return isList(tags) ? tags.map((tag) => (isMap(tag) ? scalarText(tag.Key) : '')) : [];
}
