import type {
  ApplicationInfo,
  BatchGetApplicationsInput,
  BatchGetApplicationsOutput,
  CreateApplicationInput,
  CreateApplicationOutput,
  DeleteApplicationInput,
  GetApplicationInput,
  GetApplicationOutput,
  ListApplicationsInput,
  ListApplicationsOutput,
  UpdateApplicationInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { checkName } from '../names';
import { page } from '../pages';
import type { Application } from '../records';
import type { State } from '../state';
import { TagHistory } from '../tag-history';
import { checkTags } from '../tags';

const MAXIMUM_APPLICATIONS = 1000;
const MAXIMUM_BATCH = 100;

export const applicationOperations = (state: State) => ({
  CreateApplication(input: CreateApplicationInput): CreateApplicationOutput {
    const name = checkName('application', input.applicationName);
    const platform = input.computePlatform ?? 'Server';
    if (!['Server', 'Lambda', 'ECS'].includes(platform))
      throw new ServiceError('InvalidComputePlatformException', `Invalid compute platform: ${platform}`);
    checkTags(input.tags ?? []);
    checkFree(state, name);
    if (state.applications.size >= MAXIMUM_APPLICATIONS)
      throw new ServiceError('ApplicationLimitExceededException', 'The limit of applications is reached.');
    const application: Application = {
      id: state.ids.uuid(),
      name,
      platform,
      createTime: state.clock.date(),
      tags: new TagHistory(input.tags ?? [], state.clock.now()),
      groups: new Map(),
      revisions: new Map(),
      deleted: false,
    };
    state.applications.set(name, application);
    return { applicationId: application.id };
  },

  GetApplication(input: GetApplicationInput): GetApplicationOutput {
    return { application: toApplicationInfo(state.getApplication(input.applicationName)) };
  },

  BatchGetApplications(input: BatchGetApplicationsInput): BatchGetApplicationsOutput {
    const names = input.applicationNames ?? [];
    if (names.length === 0) checkName('application', undefined);
    if (names.length > MAXIMUM_BATCH)
      throw new ServiceError('BatchLimitExceededException', `At most ${MAXIMUM_BATCH} names can be given.`);
    return { applicationsInfo: names.map((name) => toApplicationInfo(state.getApplication(name))) };
  },

  ListApplications(input: ListApplicationsInput): ListApplicationsOutput {
    const names = [...state.applications.keys()];
    const { items, nextToken } = page(names, (name) => name, input.nextToken, state.pageSize);
    return { applications: items, nextToken };
  },

  UpdateApplication(input: UpdateApplicationInput): void {
    const application = state.getApplication(input.applicationName);
    if (input.newApplicationName === undefined || input.newApplicationName === application.name) return;
    const name = checkName('application', input.newApplicationName);
    checkFree(state, name);
    state.applications.delete(application.name);
    application.name = name;
    state.applications.set(name, application);
  },

  /** AWS's model has no not-found error. The application's groups are deleted with it. */
  DeleteApplication(input: DeleteApplicationInput): void {
    const application = state.applications.get(checkName('application', input.applicationName));
    if (!application) return;
    application.deleted = true;
    for (const group of application.groups.values()) group.deleted = true;
    state.applications.delete(application.name);
  },
});

function checkFree(state: State, name: string): void {
  if (state.applications.has(name))
    throw new ServiceError('ApplicationAlreadyExistsException', `Application already exists: ${name}`);
}

const toApplicationInfo = (application: Application): ApplicationInfo => ({
  applicationId: application.id,
  applicationName: application.name,
  createTime: application.createTime,
  linkedToGitHub: false,
  computePlatform: application.platform,
});
