import { isRecord } from '../protocol/json';
import { failure } from '../messages/failures';

/** Where a LIST continues. */
export interface Position {
  /** CodeDeploy's token for the page of applications that the LIST is in; undefined: the first. */
  applications?: string | undefined;
  /** The applications of that page, in the order of their names, up to and including this one, have been listed. */
  after?: string | undefined;
  /** The groups of this application go on at CodeDeploy's token. */
  groups?: { applicationName: string; nextToken: string } | undefined;
}

/** CloudFormation treats a token as an opaque text. */
export function toToken(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Failure InvalidRequest when no LIST has answered with this token. */
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
