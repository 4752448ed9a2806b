import { matchesWildcards } from '../../core/patterns';

/** The evaluated part of a policy document: principals and actions. Resources are not checked. */
export interface PolicyDocument {
  Statement?: Statement | Statement[];
}

interface Statement {
  Effect?: string;
  Action?: string | string[];
  NotAction?: string | string[];
  Principal?: string | { Service?: string | string[]; AWS?: string | string[] };
}

function list<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function matches(pattern: string, action: string): boolean {
  return matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
}

function concerns(statement: Statement, action: string): boolean {
  const named = list(statement.Action).some((pattern) => matches(pattern, action));
  const excepted =
    statement.NotAction !== undefined && !list(statement.NotAction).some((each) => matches(each, action));
  return named || excepted;
}

/**
 * Whether these policies allow an action: at least one statement allows it, and none denies it.
 * Source: IAM User Guide, "Policy evaluation logic".
 */
export function policiesAllow(policies: readonly PolicyDocument[], action: string): boolean {
  const statements = policies
    .flatMap(({ Statement: statement }) => list(statement))
    .filter((each) => concerns(each, action));
  return (
    statements.some(({ Effect }) => Effect === 'Allow') && !statements.some(({ Effect }) => Effect === 'Deny')
  );
}

/** Whether a trust policy lets a service, e.g. `codedeploy.amazonaws.com`, assume the role. */
export function trusts(policy: PolicyDocument, principal: string): boolean {
  const assuming = list(policy.Statement).filter((statement) => {
    const services = typeof statement.Principal === 'string' ? ['*'] : list(statement.Principal?.Service);
    return concerns(statement, 'sts:AssumeRole') && services.some((each) => matches(each, principal));
  });
  return (
    assuming.some(({ Effect }) => Effect === 'Allow') && !assuming.some(({ Effect }) => Effect === 'Deny')
  );
}
