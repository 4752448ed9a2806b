import { join } from 'node:path';

export const ROOT = join(__dirname, '..');

/** The page with the tables of all messages, absolute. */
export const OPERATIONS_PAGE = join(ROOT, 'docs', 'operations.md');

export const ASSUMPTIONS_PAGE = join(ROOT, 'docs', 'local-aws', 'assumptions.md');

export const RECORDINGS_PAGE = join(ROOT, 'docs', 'local-aws', 'recordings.md');

/** A resource type of this project: where it lives and what its files are called. */
export interface ResourceType {
  folder: 'deployment-group' | 'deployment';
  typeName: string;
  /** The name of its schema and of its package: the type's name in lower case, with dashes. */
  hyphenatedName: string;
}

/**
 * Lambda's name of the runtime that the registry runs the types on. `npm run generate` writes it into their files.
 * docs/release.md says when to take another one.
 */
export const LAMBDA_RUNTIME = 'nodejs22.x';

/** The module: its name, and its template, relative to the root. */
export const MODULE = {
  typeName: 'Org::CodeDeploy::EcsBlueGreen::MODULE',
  hyphenatedName: 'org-codedeploy-ecsbluegreen-module',
  fragment: 'fragments/ecs-blue-green.yaml',
} as const;

export const RESOURCE_TYPES: readonly [group: ResourceType, deployment: ResourceType] = [
  {
    folder: 'deployment-group',
    typeName: 'Org::CodeDeploy::EcsDeploymentGroup',
    hyphenatedName: 'org-codedeploy-ecsdeploymentgroup',
  },
  {
    folder: 'deployment',
    typeName: 'Org::CodeDeploy::EcsDeployment',
    hyphenatedName: 'org-codedeploy-ecsdeployment',
  },
];

/** The folder of a type, absolute. */
export const folderOf = (type: ResourceType): string => join(ROOT, type.folder);

/** The schema file of a type, absolute. */
export const schemaFileOf = (type: ResourceType): string =>
  join(folderOf(type), `${type.hyphenatedName}.json`);
