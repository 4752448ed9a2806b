import fc from 'fast-check';

/** One of these values. A failing history shrinks towards the first. */
export const oneOf = <const T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** The first value in four out of five draws. A failing history shrinks towards it. */
export const rarely = <const T, const U>(usual: T, ...others: U[]): fc.Arbitrary<T | U> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: oneOf(...others) },
  );
