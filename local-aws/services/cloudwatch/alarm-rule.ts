import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../core/service';

type Evaluate = (stateOf: (alarm: string) => StateValue | undefined) => boolean;

const TOKENS = /\s*(?:(\(|\))|"([^"]*)"|([^\s()"]+))/gy;
/** Far more levels than a rule of 10,240 characters needs, and far fewer than the stack allows. */
const DEEPEST_NESTING = 100;

/** A parsed rule of a composite alarm. */
export interface AlarmRule {
  /** Whether the alarm is in ALARM, by the states of the alarms that it names. */
  holds: Evaluate;
  /** The names or ARNs of the alarms in the rule. */
  alarms: readonly string[];
}

/**
 * Parses the rule of a composite alarm: ALARM(), OK() and INSUFFICIENT_DATA() of alarms, TRUE, FALSE, AND, OR, NOT and
 * parentheses; AND binds stronger than OR. Source: Amazon CloudWatch API Reference, PutCompositeAlarm.
 * @throws ServiceError ValidationError
 */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = tokensOf(text);
  const alarms: string[] = [];
  let [next, depth] = [0, 0];
  const refuse = (what: string): ServiceError =>
    new ServiceError('ValidationError', `AlarmRule is not valid: ${what}. Rule: ${text}`);
  const take = (): string => {
    const token = tokens[next];
    if (token === undefined) throw refuse('it ends too early');
    next += 1;
    return token;
  };
  const expect = (wanted: string): void => {
    const token = take();
    if (token !== wanted) throw refuse(`there is ${token} where ${wanted} should be`);
  };

  function operand(): Evaluate {
    depth += 1;
    if (depth > DEEPEST_NESTING) throw refuse(`it is nested more than ${DEEPEST_NESTING} levels deep`);
    const evaluate = read(take());
    depth -= 1;
    return evaluate;
  }

  function read(token: string): Evaluate {
    if (token === 'NOT') {
      const inner = operand();
      return (stateOf) => !inner(stateOf);
    }
    if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE';
    if (token === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token !== 'ALARM' && token !== 'OK' && token !== 'INSUFFICIENT_DATA')
      throw refuse(`${token} is not known`);
    expect('(');
    const alarm = take().replaceAll(/^['"]|['"]$/g, '');
    expect(')');
    alarms.push(alarm);
    return (stateOf) => stateOf(alarm) === token;
  }

  function both(): Evaluate {
    let left = operand();
    while (tokens[next] === 'AND') {
      next += 1;
      const [before, after] = [left, operand()];
      left = (stateOf) => before(stateOf) && after(stateOf);
    }
    return left;
  }

  function either(): Evaluate {
    let left = both();
    while (tokens[next] === 'OR') {
      next += 1;
      const [before, after] = [left, both()];
      left = (stateOf) => before(stateOf) || after(stateOf);
    }
    return left;
  }

  const holds = either();
  if (next < tokens.length) throw refuse(`${tokens[next]} is too much`);
  return { holds, alarms };
}

/** The words and parentheses of a rule. A name in quotation marks keeps them, so that it is no keyword. */
function tokensOf(text: string): string[] {
  return [...text.trim().matchAll(TOKENS)].map(([, parenthesis, quoted, word]) =>
    quoted === undefined ? (parenthesis ?? word ?? '') : `"${quoted}"`,
  );
}
