import { Failure, HandlerErrorCode } from './failure';

/**
 * A failure that a user can read. Its code is its key in a table of entries. The functions only put facts into gaps,
 * because the table of docs/operations.md is generated from them, with the names of the facts in the gaps.
 */
export interface FailureEntry<Facts> {
  /** Left out where AWS refused a call: then it is the code of that refusal. */
  errorCode?: HandlerErrorCode;
  /** What happened, and to what. */
  sentence: (facts: Facts) => string;
  /** What the user can do; empty when the sentence or AWS's own text, which follows, says it already. */
  whatToDo: (facts: Facts) => string;
  /** What the table says when `whatToDo` is empty. */
  whatToDoInTable?: string;
}

export type FailureTable<FactsByCode> = { [Code in keyof FactsByCode]: FailureEntry<FactsByCode[Code]> };

/** Makes the failure of an entry: sentence, what to do, what AWS said, and the code in square brackets. */
export type MakeFailure<FactsByCode> = <Code extends keyof FactsByCode & string>(
  code: Code,
  facts: FactsByCode[Code],
  /** What AWS said when it refused a call, or its error code alone. */
  aws?: Failure | HandlerErrorCode,
) => Failure;

/** The function that makes the failures of a table. */
export function failuresOf<FactsByCode>(table: FailureTable<FactsByCode>): MakeFailure<FactsByCode> {
  return (code, facts, aws) => {
    const { errorCode, sentence, whatToDo } = table[code];
    const refusal = aws instanceof Failure ? { code: aws.code, text: aws.text } : { code: aws, text: '' };
    const text = [sentence(facts), whatToDo(facts), refusal.text].filter(Boolean).join(' ');
    return new Failure(errorCode ?? refusal.code ?? HandlerErrorCode.GeneralServiceException, text, code);
  };
}

/** A progress message that a user can read. The code is only in the log line. */
export interface ProgressMessage {
  message: string;
  messageCode: string;
}

export type ProgressTable<FactsByCode> = {
  [Code in keyof FactsByCode]: (facts: FactsByCode[Code]) => string;
};

/** The function that makes the progress messages of a table. */
export function progressOf<FactsByCode>(
  table: ProgressTable<FactsByCode>,
): <Code extends keyof FactsByCode & string>(code: Code, facts: FactsByCode[Code]) => ProgressMessage {
  return (code, facts) => ({ message: table[code](facts), messageCode: code });
}

/** One failure with the texts of several, each with its code; undefined without any. */
export function joinFailures(failures: readonly Failure[]): Failure | undefined {
  const last = failures.at(-1);
  if (!last || failures.length === 1) return last;
  const before = failures.slice(0, -1).map(({ message }) => message);
  return new Failure(last.code, [...before, last.text].join(' '), last.messageCode);
}
