import { matchesWildcards } from '../../core/patterns';
import { list } from './list';

/** e.g. `{ StringEquals: { 'iam:PassedToService': 'codedeploy.amazonaws.com' } }` */
export type ConditionBlock = Readonly<
  Record<string, Readonly<Record<string, string | boolean | (string | boolean)[]>>>
>;

type Test = (wanted: string, found: string) => boolean;

const equal: Test = (wanted, found) => wanted === found;
const equalIgnoringCase: Test = (wanted, found) => wanted.toLowerCase() === found.toLowerCase();

/** The operators that are evaluated, and whether each asks that no value fits. */
const OPERATORS: Readonly<Record<string, readonly [test: Test, negated: boolean]>> = {
  StringEquals: [equal, false],
  StringNotEquals: [equal, true],
  StringEqualsIgnoreCase: [equalIgnoringCase, false],
  StringNotEqualsIgnoreCase: [equalIgnoringCase, true],
  StringLike: [matchesWildcards, false],
  StringNotLike: [matchesWildcards, true],
  ArnEquals: [matchesWildcards, false],
  ArnLike: [matchesWildcards, false],
  ArnNotEquals: [matchesWildcards, true],
  ArnNotLike: [matchesWildcards, true],
  Bool: [equalIgnoringCase, false],
};

/**
 * Whether all conditions of a statement hold. A condition holds when one of its values fits the key's value. Keys of all
 * services (`aws:…`) are not known here and count as fitting; another operator never holds.
 * (IAM User Guide, IAM JSON policy elements: Condition operators.)
 * @param context values of condition keys
 */
export function conditionsHold(
  block: ConditionBlock | undefined,
  context: Readonly<Record<string, string>>,
): boolean {
  const found = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(block ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      holds(operator, list<string | boolean>(values as never).map(String), key, found.get(key.toLowerCase())),
    ),
  );
}

function holds(operator: string, wanted: string[], key: string, found: string | undefined): boolean {
  const ifExists = operator.endsWith('IfExists');
  const known = OPERATORS[ifExists ? operator.slice(0, -'IfExists'.length) : operator];
  if (!known) return false;
  const [test, negated] = known;
  if (found === undefined) return ifExists || negated || key.toLowerCase().startsWith('aws:');
  return wanted.some((each) => test(each, found)) !== negated;
}
