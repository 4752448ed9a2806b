import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  TagResourceOutput,
  UntagResourceInput,
  UntagResourceOutput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../core/service';
import { page } from './pages';
import type { State } from './state';
import type { TagHistory } from './tag-history';

/** @throws InvalidTagsToAddException for tags that AWS does not allow ("Tagging AWS resources": restrictions) */
export function checkTags(tags: readonly Tag[]): void {
  const keys = tags.map(({ Key }) => Key ?? '');
  const refuse = (why: string) => {
    throw new ServiceError('InvalidTagsToAddException', why);
  };
  if (tags.length > 50) refuse('A resource can have at most 50 tags.');
  if (keys.some((key) => key.length < 1 || key.length > 128))
    refuse('A tag key must have 1 to 128 characters.');
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) refuse('A tag key must not begin with aws:.');
  if (tags.some(({ Value = '' }) => Value.length > 256))
    refuse('A tag value must have at most 256 characters.');
  if (new Set(keys).size < keys.length) refuse('A tag key must not be given twice.');
}

export const tagOperations = (state: State) => ({
  TagResource(input: TagResourceInput): TagResourceOutput {
    const tags = getTagged(state, input.ResourceArn);
    if (!input.Tags?.length) throw new ServiceError('TagRequiredException', 'A tag was not specified.');
    const existing = tags
      .at(state.clock.now())
      .filter(({ Key }) => !input.Tags?.some((tag) => tag.Key === Key));
    checkTags(input.Tags);
    checkTags([...existing, ...input.Tags]);
    tags.add(input.Tags, state.clock.now());
    return {};
  },

  UntagResource(input: UntagResourceInput): UntagResourceOutput {
    const tags = getTagged(state, input.ResourceArn);
    if (!input.TagKeys?.length) throw new ServiceError('TagRequiredException', 'A tag was not specified.');
    tags.remove(input.TagKeys, state.clock.now());
    return {};
  },

  /** AWS's model has no not-found error: a missing resource has no tags. */
  ListTagsForResource(input: ListTagsForResourceInput): ListTagsForResourceOutput {
    if (state.readings.tagsOfMissingGroup === 'refused') getTagged(state, input.ResourceArn);
    const { application, group } = findResource(state, parseArn(input.ResourceArn));
    const resource = group ?? application;
    const seen = resource?.tags.at(state.clock.now() - state.faults.staleTagSeconds * 1000) ?? [];
    const { items, nextToken } = page(seen, ({ Key = '' }) => Key, input.NextToken, state.pageSize);
    return { Tags: items, NextToken: nextToken };
  },
});

interface ResourceName {
  application: string;
  group: string | undefined;
}

function parseArn(arn: string | undefined): ResourceName {
  if (!arn)
    throw new ServiceError(
      'ResourceArnRequiredException',
      'The ARN of a resource is required, but was not found.',
    );
  const parts = /^arn:[^:]+:codedeploy:[^:]*:\d*:([a-z]+):(.+)$/.exec(arn);
  const [, type, name = ''] = parts ?? [];
  if (type === undefined)
    throw new ServiceError('InvalidArnException', `The specified ARN is not in a valid format: ${arn}`);
  const [application = '', group] = name.split('/');
  if (type === 'application') return { application: name, group: undefined };
  if (type === 'deploymentgroup' && group) return { application, group };
  throw new ServiceError('ArnNotSupportedException', `The specified ARN is not supported: ${arn}`);
}

function findResource(state: State, name: ResourceName) {
  const application = state.applications.get(name.application);
  if (name.group === undefined) return { application, group: undefined };
  return { application: undefined, group: application?.groups.get(name.group) };
}

function getTagged(state: State, arn: string | undefined): TagHistory {
  const name = parseArn(arn);
  if (name.group === undefined) return state.getApplication(name.application).tags;
  return state.getGroup(name.application, name.group).tags;
}
