/* eslint-disable @typescript-eslint/no-deprecated -- CodeDeploy still takes revisions of the deprecated type String. */
import { createHash } from 'node:crypto';
import type {
  BatchGetApplicationRevisionsInput,
  BatchGetApplicationRevisionsOutput,
  GenericRevisionInfo,
  GetApplicationRevisionInput,
  GetApplicationRevisionOutput,
  ListApplicationRevisionsInput,
  ListApplicationRevisionsOutput,
  RegisterApplicationRevisionInput,
  RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { page } from '../pages';
import type { Application, Revision } from '../records';
import type { State } from '../state';

const MAXIMUM_BATCH = 25;

export const revisionOperations = (state: State) => ({
  RegisterApplicationRevision(input: RegisterApplicationRevisionInput): void {
    const application = state.getApplication(input.applicationName);
    checkDescription(input.description);
    const location = checkLocation(input.revision);
    if (contentOf(location) === undefined && location.s3Location === undefined)
      throw invalid('AppSpec content must be specified');
    const revision = registerRevision(state, application, location);
    revision.description = input.description ?? revision.description;
  },

  GetApplicationRevision(input: GetApplicationRevisionInput): GetApplicationRevisionOutput {
    const application = state.getApplication(input.applicationName);
    const revision = getRevision(state, application, input.revision);
    return {
      applicationName: application.name,
      revision: revision.location,
      revisionInfo: toRevisionInfo(revision),
    };
  },

  BatchGetApplicationRevisions(input: BatchGetApplicationRevisionsInput): BatchGetApplicationRevisionsOutput {
    const application = state.getApplication(input.applicationName);
    const locations = input.revisions ?? [];
    if (locations.length === 0) checkLocation(undefined);
    if (locations.length > MAXIMUM_BATCH)
      throw new ServiceError(
        'BatchLimitExceededException',
        `At most ${MAXIMUM_BATCH} revisions can be given.`,
      );
    const found = locations.flatMap(
      (location) => application.revisions.get(toKey(checkLocation(location))) ?? [],
    );
    return {
      applicationName: application.name,
      errorMessage: found.length < locations.length ? 'Some of the revisions do not exist.' : '',
      revisions: found.map((revision) => ({
        revisionLocation: revision.location,
        genericRevisionInfo: toRevisionInfo(revision),
      })),
    };
  },

  ListApplicationRevisions(input: ListApplicationRevisionsInput): ListApplicationRevisionsOutput {
    const application = state.getApplication(input.applicationName);
    const { sortBy = 'registerTime', sortOrder = 'ascending', deployed = 'ignore' } = input;
    if (input.s3KeyPrefix !== undefined && input.s3Bucket === undefined)
      throw new ServiceError(
        'BucketNameFilterRequiredException',
        'A bucket name is required with a key prefix.',
      );
    if (!['registerTime', 'firstUsedTime', 'lastUsedTime'].includes(sortBy))
      throw new ServiceError('InvalidSortByException', `Invalid sort by: ${sortBy}`);
    if (!['ascending', 'descending'].includes(sortOrder))
      throw new ServiceError('InvalidSortOrderException', `Invalid sort order: ${sortOrder}`);
    if (!['include', 'exclude', 'ignore'].includes(deployed))
      throw new ServiceError(
        'InvalidDeployedStateFilterException',
        `Invalid deployed state filter: ${deployed}`,
      );
    const targets = new Set(
      [...application.groups.values()].map((group) => group.deployments.at(-1)?.revision?.key),
    );
    const chosen = [...application.revisions.values()]
      .filter(({ key }) => deployed === 'ignore' || targets.has(key) === (deployed === 'include'))
      .filter(
        ({ location }) => input.s3Bucket === undefined || location.s3Location?.bucket === input.s3Bucket,
      )
      .filter(({ location }) => (location.s3Location?.key ?? '').startsWith(input.s3KeyPrefix ?? ''))
      .sort((one, other) => (one[sortBy]?.getTime() ?? 0) - (other[sortBy]?.getTime() ?? 0));
    if (sortOrder === 'descending') chosen.reverse();
    const { items, nextToken } = page(chosen, ({ key }) => key, input.nextToken, state.pageSize);
    return { revisions: items.map((revision) => withoutContent(revision.location)), nextToken };
  },
});

/**
 * Registers a revision unless it is registered already, as CreateDeployment does too.
 * The sha256 of a registered AppSpec stands for that AppSpec.
 * @throws RevisionRequired, InvalidRevision, RevisionDoesNotExist
 */
export function registerRevision(
  state: State,
  application: Application,
  location: RevisionLocation | undefined,
): Revision {
  const checked = checkLocation(location);
  const key = toKey(checked);
  const existing = findRevision(state, application, checked);
  if (existing) return existing;
  const content = contentOf(checked);
  if (content === undefined && checked.s3Location === undefined) throw missing(checked);
  const revision: Revision = {
    key,
    location: withSha256(checked),
    registerTime: state.clock.date(),
    description: undefined,
    firstUsedTime: undefined,
    lastUsedTime: undefined,
    groups: new Set(),
  };
  application.revisions.set(key, revision);
  return revision;
}

/** The AppSpec's text; undefined for an AppSpec in S3 or one given by its sha256. */
export const contentOf = (location: RevisionLocation): string | undefined =>
  location.appSpecContent?.content ?? location.string?.content;

/** A revision as reads of deployments show it, without its text (API reference, DeploymentInfo: revision). */
export function withoutContent(location: RevisionLocation): RevisionLocation {
  const { revisionType, appSpecContent, string, s3Location } = location;
  if (appSpecContent) return { revisionType, appSpecContent: { sha256: appSpecContent.sha256 } };
  if (string) return { revisionType, string: { sha256: string.sha256 } };
  return { revisionType, s3Location };
}

/** @throws DescriptionTooLongException above 256 characters (AWS CodeDeploy User Guide, "CodeDeploy limits") */
export function checkDescription(description: string | undefined): void {
  if ((description ?? '').length > 256)
    throw new ServiceError('DescriptionTooLongException', 'Description must be at most 256 characters long');
}

function findRevision(
  { readings }: State,
  application: Application,
  location: RevisionLocation,
): Revision | undefined {
  const isBySha256 = contentOf(location) === undefined && location.s3Location === undefined;
  if (isBySha256 && readings.revisionBySha256 === 'refused') return undefined;
  return application.revisions.get(toKey(location));
}

function getRevision(
  state: State,
  application: Application,
  location: RevisionLocation | undefined,
): Revision {
  const checked = checkLocation(location);
  const revision = findRevision(state, application, checked);
  if (!revision) throw missing(checked);
  return revision;
}

const missing = (location: RevisionLocation) =>
  new ServiceError('RevisionDoesNotExistException', `No revision found: ${toKey(location)}`);

const invalid = (why: string) => new ServiceError('InvalidRevisionException', why);

/** @throws RevisionRequiredException, InvalidRevisionException */
export function checkLocation(location: RevisionLocation | undefined): RevisionLocation {
  if (!location) throw new ServiceError('RevisionRequiredException', 'RevisionLocation must be specified');
  const { revisionType, appSpecContent, string, s3Location } = location;
  switch (revisionType) {
    case 'AppSpecContent':
    case 'String': {
      const given = revisionType === 'String' ? string : appSpecContent;
      if (!given?.content && !given?.sha256) throw invalid('AppSpec content or its sha256 must be specified');
      if (given.content && given.sha256 && sha256(given.content) !== given.sha256)
        throw invalid('The sha256 of the AppSpec content does not match');
      return location;
    }
    case 'S3':
      if (!s3Location?.bucket || !s3Location.key) throw invalid('S3 bucket and key must be specified');
      if (s3Location.bundleType !== 'YAML' && s3Location.bundleType !== 'JSON')
        throw invalid('BundleType must be either YAML or JSON');
      return location;
    case 'GitHub':
    case undefined:
    default:
      throw invalid(`The revision type ${revisionType ?? 'null'} is not supported for this compute platform`);
  }
}

function toKey(location: RevisionLocation): string {
  const { s3Location } = location;
  if (s3Location)
    return `s3://${s3Location.bucket ?? ''}/${s3Location.key ?? ''}#${s3Location.version ?? s3Location.eTag ?? ''}`;
  const content = contentOf(location);
  return content === undefined
    ? (location.appSpecContent?.sha256 ?? location.string?.sha256 ?? '')
    : sha256(content);
}

function withSha256(location: RevisionLocation): RevisionLocation {
  const { revisionType, appSpecContent, string } = location;
  if (appSpecContent) return { revisionType, appSpecContent: { ...appSpecContent, sha256: toKey(location) } };
  if (string) return { revisionType, string: { ...string, sha256: toKey(location) } };
  return location;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const toRevisionInfo = (revision: Revision): GenericRevisionInfo => ({
  description: revision.description ?? 'Application revision registered by Deployment',
  deploymentGroups: [...revision.groups],
  firstUsedTime: revision.firstUsedTime,
  lastUsedTime: revision.lastUsedTime,
  registerTime: revision.registerTime,
});
