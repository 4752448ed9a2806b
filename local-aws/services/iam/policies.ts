import { conditionsHold, type ConditionBlock } from './conditions';
import { matchesWildcards } from '../../core/patterns';
import { ServiceError } from '../../core/service';
import { list } from './list';

/** The evaluated part of a policy document. */
export interface PolicyDocument {
  Statement?: Statement | Statement[];
}

interface Statement {
  Effect?: string;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: ConditionBlock;
  Principal?: string | { Service?: string | string[]; AWS?: string | string[] };
}

/** @throws ServiceError MalformedPolicyDocumentException for a text that is not a JSON object */
export function parsePolicy(document: string | undefined): PolicyDocument {
  try {
    const parsed: unknown = JSON.parse(document ?? '');
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Refused below, together with JSON that is not an object.
  }
  throw new ServiceError('MalformedPolicyDocumentException', 'This policy contains invalid Json');
}

/** A call, as policies see it. */
export interface AccessRequest {
  /** e.g. `lambda:InvokeFunction` */
  action: string;
  /** ARN. Without one, resources are not checked. */
  resource?: string | undefined;
  /** Values of condition keys, e.g. of `iam:PassedToService`. */
  context?: Readonly<Record<string, string>> | undefined;
}

/** IAM ignores case in actions. (IAM User Guide, IAM JSON policy elements: Action.) */
function coversAction(statement: Statement, action: string): boolean {
  const named = (patterns: string | string[] | undefined) =>
    list(patterns).some((pattern) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase()));
  return named(statement.Action) || (statement.NotAction !== undefined && !named(statement.NotAction));
}

function coversResource(statement: Statement, resource: string | undefined): boolean {
  if (resource === undefined) return true;
  const named = (patterns: string | string[] | undefined) =>
    list(patterns).some((pattern) => matchesWildcards(pattern, resource));
  return named(statement.Resource) || (statement.NotResource !== undefined && !named(statement.NotResource));
}

/**
 * Whether these policies allow a call: at least one statement allows it, and none denies it.
 * Source: IAM User Guide, "Policy evaluation logic".
 */
export function policiesAllow(policies: readonly PolicyDocument[], request: AccessRequest): boolean {
  const effects = policies
    .flatMap(({ Statement: statement }) => list(statement))
    .filter(
      (each) =>
        coversAction(each, request.action) &&
        coversResource(each, request.resource) &&
        conditionsHold(each.Condition, request.context ?? {}),
    )
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** Whether a trust policy lets a service, e.g. `codedeploy.amazonaws.com`, assume the role. Conditions are not checked. */
export function trusts(policy: PolicyDocument, principal: string): boolean {
  const effects = list(policy.Statement)
    .filter((statement) => {
      const services = typeof statement.Principal === 'string' ? ['*'] : list(statement.Principal?.Service);
      return (
        coversAction(statement, 'sts:AssumeRole') &&
        services.some((each) => matchesWildcards(each.toLowerCase(), principal.toLowerCase()))
      );
    })
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}
