import { matchesWildcards } from '../../core/patterns';
import { validationError } from '../values/errors';
import { isList, isMap, scalarText, type Value, type ValueMap } from '../values/value';

/** A stack policy: which updates of which resources an update may do. */
export interface StackPolicy {
  /** As the request gave it. */
  readonly text: string;
  readonly statements: readonly Statement[];
}

interface Statement {
  allows: boolean;
  coversAction: (action: string) => boolean;
  coversResource: (resource: string) => boolean;
  coversType: (type: string) => boolean;
}

export type PolicyAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

/**
 * Parses a stack policy. Source: AWS CloudFormation User Guide, "Prevent updates to stack resources".
 * @throws ServiceError ValidationError that names the statement and what is wrong with it
 */
export function parseStackPolicy(text: string): StackPolicy {
  const { Statement: declared } = documentOf(text);
  const statements = isList(declared) ? declared : [declared ?? null];
  return { text, statements: statements.map((statement, index) => parseStatement(statement, index)) };
}

function documentOf(text: string): ValueMap {
  try {
    const document = JSON.parse(text) as Value;
    if (isMap(document)) return document;
  } catch {
    // Refused below, together with JSON that is not an object.
  }
  throw validationError('Error validating stack policy: Invalid stack policy: it must be a JSON object.');
}

function parseStatement(statement: Value, index: number): Statement {
  const refuse = (what: string) =>
    validationError(`Error validating stack policy: Statement [#${index + 1}]: ${what}`);
  if (!isMap(statement)) throw refuse('it must be a JSON object.');
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw refuse('Effect must be Allow or Deny.');
  const actions = texts(Action ?? NotAction);
  const wrong = actions.find((action) => !/^Update:(\*|Modify|Replace|Delete)$/.test(action));
  if (actions.length === 0 || wrong !== undefined)
    throw refuse(
      `Action ${wrong ?? ''} must be one of Update:Modify, Update:Replace, Update:Delete and Update:*.`,
    );
  const resources = texts(Resource ?? NotResource);
  if (resources.length === 0) throw refuse('it has neither Resource nor NotResource.');
  return {
    allows: Effect === 'Allow',
    coversAction: (action) => fits(actions, action) === (Action !== undefined),
    coversResource: (resource) => fits(resources, resource) === (Resource !== undefined),
    coversType: conditionOf(Condition, refuse),
  };
}

/** A condition may test the type of the resource only. */
function conditionOf(condition: Value | undefined, refuse: (what: string) => Error): Statement['coversType'] {
  if (condition === undefined) return () => true;
  const tests = isMap(condition) ? Object.entries(condition) : [];
  const patterns = tests.map(([operator, keys]) => {
    const types = isMap(keys) ? texts(keys.ResourceType) : [];
    if (!['StringEquals', 'StringLike'].includes(operator) || types.length === 0)
      throw refuse('Condition may have StringEquals and StringLike of ResourceType only.');
    return types;
  });
  return (type) => patterns.every((types) => fits(types, type));
}

const texts = (value: Value | undefined): string[] =>
  value === undefined ? [] : (isList(value) ? value : [value]).map(scalarText);

const fits = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => matchesWildcards(pattern, text));

/**
 * Why a policy denies an action; undefined when it allows it. Without a policy everything is allowed, with one only what a
 * statement allows and none denies.
 */
export function deniedBy(
  policy: StackPolicy | undefined,
  action: PolicyAction,
  { logicalId, type }: { logicalId: string; type: string },
): string | undefined {
  if (!policy) return undefined;
  const resource = `LogicalResourceId/${logicalId}`;
  const covering = policy.statements.map(
    ({ coversAction, coversResource, coversType }) =>
      coversAction(action) && coversResource(resource) && coversType(type),
  );
  const covered = policy.statements.filter((_, index) => covering[index]);
  const denies = policy.statements.findIndex(({ allows }, index) => covering[index] && !allows);
  if (denies === -1 && covered.length > 0) return undefined;
  const statement = denies === -1 ? 'no statement allows' : `Statement [#${denies + 1}] does not allow`;
  return `Action denied by stack policy: ${statement} [${action}] for resource [${resource}]`;
}
