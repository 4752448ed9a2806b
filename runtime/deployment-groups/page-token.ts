import { failure } from '../messages/failures';
import { isRecord } from '../protocol/json';

/** Where a LIST continues. */
export interface Position {
  /** CodeDeploy's token for the current page of applications; undefined for the first one. */
  applications?: string | undefined;
  /** The applications of that page up to this one, in the order of their names, were listed. */
  after?: string | undefined;
  /** The next groups are those of this application, from CodeDeploy's token on. */
  groups?: { applicationName: string; nextToken: string } | undefined;
}

/** The position as a token. CloudFormation does not read it. */
export function toToken(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Failure InvalidRequest for a text that `toToken` has not made */
export function fromToken(token: string | undefined): Position {
  if (token === undefined) return {};
  const position = parse(Buffer.from(token, 'base64url').toString());
  if (!isPosition(position)) throw failure('UnknownPageToken', {});
  return position;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPosition(value: unknown): value is Position {
  if (!isRecord(value)) return false;
  const { applications, after, groups } = value;
  return (
    isTextIfAny(applications) &&
    isTextIfAny(after) &&
    (groups === undefined ||
      (isRecord(groups) &&
        typeof groups.applicationName === 'string' &&
        typeof groups.nextToken === 'string'))
  );
}

function isTextIfAny(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
