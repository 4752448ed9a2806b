/**
 * How Stryker works here. `npm run test:mutations` gives it the files to change, and the tests to run, from
 * tests/mutations/subjects.ts.
 */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  jest: {
    configFile: 'jest.config.js',
    // The subject names its tests. With this, Jest would look for them anew for each change.
    enableFindRelatedTests: false,
    config: {
      testEnvironment: './tests/mutations/environment.js',
      cacheDirectory: '<rootDir>/.jest-cache',
      watchman: false,
    },
  },
  ignorePatterns: ['.venv', '.ci', 'benchmarks', 'build', 'dist', 'coverage', '*.zip'],
  // A copy of the repository with the changes in it.
  tempDirName: '.stryker-tmp',
  cleanTempDir: 'always',
  // A test that does not end has noticed the change. On a busy machine tests are slow, which must not count.
  timeoutMS: 60_000,
  reporters: process.stdout.isTTY ? ['progress'] : [],
  logLevel: 'error',
};
