const { default: Sequencer } = require('@jest/test-sequencer');

/** The test files that take longest, the longest first. */
const LONGEST = [
  'tests/stacks/readings.test.ts',
  'tests/tools/cdk-app.test.ts',
  'tests/stacks/rollback-plan.test.ts',
  'tests/histories/histories.test.ts',
  'tests/package/installed.test.ts',
  'tests/tools/cdk.test.ts',
  'deployment/test/fault-matrix.test.ts',
  'tests/tools/release.test.ts',
  'tests/stacks/ways-out.test.ts',
  'tests/stacks/rollback-after-several.test.ts',
  'tests/stacks/rollback-exact.test.ts',
  'tests/examples/template.test.ts',
  'tests/examples/examples.test.ts',
  'deployment/test/superseded-matrix.test.ts',
  'benchmarks/tracked/figures.test.ts',
  'scripts/watch/watch.test.ts',
  'benchmarks/lag/lag.test.ts',
  'benchmarks/scale/scale.test.ts',
  'deployment-group/test/fault-matrix.test.ts',
  'tests/long-operation.test.ts',
];

/**
 * Starts the longest test files first, so that they do not run alone at the end while the other worker has nothing to do.
 * Without durations of an earlier run, as in a fresh clone, Jest goes by the size of the files, which tells little.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = LONGEST.findIndex((file) => path.endsWith(file));
      return index < 0 ? LONGEST.length : index;
    };
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
};
