const { TestEnvironment } = require('jest-environment-node');

/** The change for which a test has failed already. Stryker gives the id of the change that it tests to the process. */
let noticed;

/** The tests of a change end at the first one that fails: Stryker asks for no more, and Jest has no way to do that. */
module.exports = class extends TestEnvironment {
  async handleTestEvent({ name, test }) {
    const change = process.env.__STRYKER_ACTIVE_MUTANT__;
    if (change === undefined) return;
    if (name === 'test_start' && noticed === change) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0) noticed = change;
  }
};
