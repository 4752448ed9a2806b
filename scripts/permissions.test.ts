import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, RESOURCE_TYPES, type ResourceType, ROOT, schemaFileOf } from './types';

/** What AWS asks permission for when another call is made. */
const IMPLIED: Record<ResourceType['folder'], string[]> = {
  // IAM User Guide, Granting a user permissions to pass a role to an AWS service.
  'deployment-group': ['iam:PassRole'],
  deployment: [
    // CodeDeploy User Guide, CodeDeploy permissions reference: CreateDeployment registers its AppSpec as a revision.
    'codedeploy:GetApplicationRevision',
    'codedeploy:RegisterApplicationRevision',
    // CodeDeploy API Reference, CreateDeployment, overrideAlarmConfiguration.
    'codedeploy:UpdateDeploymentGroup',
  ],
};

/** SDK clients that the types use, and the prefix of their IAM actions. */
const PREFIXES: Readonly<Record<string, string>> = {
  codedeploy: 'codedeploy',
  ecs: 'ecs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
};

/** The IAM actions of the SDK commands that a TypeScript file sends. */
function actionsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const imports = [...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g)];
  return imports.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b([A-Z]\w+)Command\b/g)].map(
      ([, operation = '']) => `${PREFIXES[client]}:${operation}`,
    ),
  );
}

test.each(RESOURCE_TYPES)('$typeName asks permission for the calls in its code and no others', (type) => {
  const sources = join(folderOf(type), 'src');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(sources, name));
  const calls = [...files, join(ROOT, 'runtime', 'deployment-groups', 'list-groups.ts')].flatMap(actionsOf);
  const { handlers } = JSON.parse(readFileSync(schemaFileOf(type), 'utf8')) as {
    handlers: Record<string, { permissions: string[] }>;
  };
  const permissions = Object.values(handlers).flatMap((handler) => handler.permissions);
  expect([...new Set(permissions)].sort()).toEqual([...new Set([...calls, ...IMPLIED[type.folder]])].sort());
});
