import type { Stryker } from '@stryker-mutator/core';
import type { Subject } from './subjects';

type Options = ConstructorParameters<typeof Stryker>[0];

/** One small change of a file, and whether a test failed because of it. */
export type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/**
 * Makes every change that Stryker knows of the files, one at a time, and runs the tests that reach the changed line.
 * Stryker works on a copy of the repository, which it removes: see stryker.config.mjs.
 */
export async function mutate(
  { tests }: Subject,
  sources: readonly string[],
  concurrency: number | undefined,
): Promise<Mutant[]> {
  const { Stryker } = await import('@stryker-mutator/core');
  const options: Options = {
    mutate: [...sources],
    jest: { config: { testMatch: tests.map((test) => `<rootDir>/${test}`) } },
    ...(concurrency !== undefined && { concurrency }),
  };
  return new Stryker(options).runMutationTest();
}
