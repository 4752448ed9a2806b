/**
 * Which file may import which, imports of types included. `npm run lint` checks it.
 * CONTRIBUTING.md shows the layers.
 */

/** Code that the registry runs. */
const SHIPPED = '^runtime/(?!test/)|^deployment(-group)?/src/';

/** The folders of the local CloudFormation: each imports only itself and those before it. */
const ENGINE = ['values', 'resource-types', 'template', 'stacks', 'operations', 'api', 'cloud-control'];
const engine = (folders) => `^local-aws/cloudformation/(${folders.join('|')})/`;
/** The folders of EcsDeployment: each imports only itself and those before it. The handlers stand on top. */
const DEPLOYMENT = ['desired-state', 'api', 'polling', 'messages', 'reconcile'];
const deployment = (folders) => `^deployment/src/(${folders.join('|')})/`;

const TEST_CODE = String.raw`\.test\.ts$|/fixtures/`;

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid(
      'no-circle',
      'Files that import each other in a circle can only be understood together.',
      {},
      { circular: true },
    ),
    forbid(
      'shipped-code-is-alone',
      'The package of a resource type contains no local AWS, tests, scripts or benchmarks.',
      { path: SHIPPED },
      { path: '^(local-aws|tests|scripts|benchmarks)/' },
    ),
    forbid(
      'runtime-is-below-the-types',
      'Both resource types use runtime/; it knows neither.',
      { path: '^runtime/' },
      { path: '^deployment(-group)?/' },
    ),
    forbid(
      'types-share-only-runtime',
      'Code that both resource types need belongs into runtime/.',
      { path: '^(deployment|deployment-group)/src/' },
      { path: '^(deployment|deployment-group)/', pathNot: '^$1/' },
    ),
    forbid(
      'local-aws-is-alone',
      'The local AWS knows no resource type of this repository; its command line takes their packages as arguments.',
      { path: '^local-aws/' },
      { path: '^(runtime|deployment|deployment-group|tests|scripts|benchmarks)/' },
    ),
    forbid(
      'view-is-alone',
      'What shows a run knows its events and AWS only, so that it shows stacks on AWS too.',
      { path: '^local-aws/view/', pathNot: TEST_CODE },
      { path: '^local-aws/(?!view/)' },
    ),
    forbid(
      'local-aws-declares-its-packages',
      'The local AWS is a package of its own: local-aws/package.json names what its code imports.',
      { path: '^local-aws/', pathNot: String.raw`\.test\.ts$|/test/` },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-optional', 'npm-unknown'] },
    ),
    forbid(
      'local-aws-only-by-its-index',
      'Outside of local-aws/, import #local-aws or #view; export what is missing from their index.ts.',
      { pathNot: '^local-aws/' },
      { path: '^local-aws/', pathNot: String.raw`^local-aws/(view/)?index\.ts$` },
    ),
    forbid(
      'cdk-is-alone',
      'The CDK package is installed without the rest of the repository.',
      { path: '^cdk/(src|example)/' },
      { path: '^(runtime|deployment|deployment-group|local-aws|tests|scripts|benchmarks)/' },
    ),
    forbid(
      'scripts-are-below-tests',
      'Tests and benchmarks use scripts/ to build packages; it uses neither.',
      { path: '^scripts/' },
      { path: '^(tests|benchmarks)/' },
    ),
    forbid(
      'kit-is-below-the-tests',
      'All tests and benchmarks use tests/kit; it uses none of them.',
      { path: '^tests/kit/' },
      { path: '^tests/(?!kit/)|^benchmarks/|^(runtime|deployment|deployment-group)/test/' },
    ),
    forbid(
      'benchmarks-are-on-top',
      'Only benchmarks import benchmarks.',
      { pathNot: '^benchmarks/' },
      { path: '^benchmarks/' },
    ),
    ...DEPLOYMENT.map((folder, index) =>
      forbid(
        `deployment-${folder}`,
        `The layers of EcsDeployment above ${folder}/.`,
        { path: deployment([folder]) },
        {
          path: `${deployment(DEPLOYMENT.slice(index + 1))}|^deployment/src/(create|read|update|delete|list|handlers)[.]ts`,
        },
      ),
    ),
    ...ENGINE.slice(0, -1).map((folder, index) => {
      const above = ENGINE.slice(index + 1);
      return forbid(
        `engine-${folder}`,
        `The layers of the local CloudFormation above ${folder}/: ${above.join(', ')}.`,
        { path: engine([folder]), pathNot: TEST_CODE },
        { path: engine(above) },
      );
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?!node_modules/)(.*/|)(build|dist|coverage|[.]venv|[.]stryker-tmp)/' },
    // Imports of types count: a reader follows them too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
