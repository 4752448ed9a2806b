const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** The programs that tests/tools runs, by test. CI installs all; a test whose program is not installed is left out. */
const PROGRAMS = {
  'aws-cli': '.venv/bin/aws',
  'cloud-control': '.venv/bin/aws',
  'cfn-submit': '.venv/bin/cfn',
  'cfn-invoke': '.venv/bin/cfn',
  'moving-in': '.venv/bin/aws',
  'moving-on': '.venv/bin/aws',
  python: '.venv/bin/pytest',
  release: '.venv/bin/aws',
  cdk: 'cdk/node_modules/.bin/cdk',
  'cdk-app': 'cdk/node_modules/.bin/cdk',
  serverless: '.venv/bin/python',
  sam: 'tests/tools/sam/.venv/bin/sam',
};
const missingPrograms = Object.keys(PROGRAMS).filter((name) => !existsSync(join(__dirname, PROGRAMS[name])));

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // By default Jest leaves one core free. On two cores it would run one test file at a time.
  maxWorkers: '100%',
  // A worker keeps some memory of each test file, and the more it keeps, the slower it becomes: after a hundred files a test
  // takes three times as long. A new worker starts in less than a second.
  workerIdleMemoryLimit: '600MB',
  setupFiles: ['<rootDir>/tests/without-pauses.ts'],
  testSequencer: '<rootDir>/tests/longest-first.js',
  // Tests wait for virtual time only. The limit ends a test that hangs: it is far above what any test needs, so that a
  // busy machine fails none (the longest flow of the fault matrix takes about ten seconds alone).
  testTimeout: 600_000,
  testMatch: [
    '<rootDir>/{runtime,deployment-group,deployment,local-aws,tests,benchmarks,scripts,cdk}/**/*.test.ts',
  ],
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(missingPrograms.includes('cdk') ? ['<rootDir>/cdk/'] : []),
    ...missingPrograms.map((name) => `/tests/tools/${name}\\.test\\.ts$`),
  ],
  modulePathIgnorePatterns: ['/build/', '<rootDir>/.stryker-tmp/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // The protocol library imports version 2 of the AWS SDK for its log and metric classes, which these types do not use.
  moduleNameMapper: { '^aws-sdk/clients/all$': '<rootDir>/runtime/no-aws-sdk-v2.js' },
  collectCoverageFrom: [
    'runtime/**/*.ts',
    'deployment-group/src/**/*.ts',
    'deployment/src/**/*.ts',
    '!**/models.ts',
  ],
  coveragePathIgnorePatterns: ['/test/', '\\.test\\.ts$'],
  coverageThreshold: { global: { branches: 95 } },
};
