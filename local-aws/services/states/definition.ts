import { ServiceError } from '../../core/service';
import { isObject, parseJson, type Json, type JsonObject } from './json';

/** Errors that are retried, and how. */
export interface Retrier {
  errors: string[];
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number;
}

/** Errors after which the execution goes on with another state. */
export interface Catcher {
  errors: string[];
  next: string;
}

/** A state of type Task that invokes a Lambda function. */
export interface TaskState {
  name: string;
  functionName: string;
  /** The event of the function; absent, it is the input of the state. */
  payload: PayloadTemplate | undefined;
  /** The state's output is the function's result, or what `lambda:invoke` answers, with the result as Payload. */
  isWrapped: boolean;
  /** Which part of that is the output. */
  outputPath: string[];
  retriers: Retrier[];
  catchers: Catcher[];
  /** undefined at the end of the execution. */
  next: string | undefined;
}

/** A payload as it stands, or the path to a part of the input. */
export type PayloadTemplate = { value: Json } | { path: string[] };

/** A checked state machine. */
export interface Definition {
  startAt: string;
  states: ReadonlyMap<string, TaskState>;
}

const MACHINE = ['StartAt', 'States', 'Comment', 'Version', 'QueryLanguage'];
const TASK = ['Type', 'Comment', 'Resource', 'Parameters', 'OutputPath', 'Retry', 'Catch', 'Next', 'End'];
const RETRIER = [
  'ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment',
]; // prettier-ignore
const CATCHER = ['ErrorEquals', 'Next', 'Comment'];
/** Amazon States Language, "Retrying after error": the values of fields that a retrier leaves out. */
const DEFAULTS = { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, MaxDelaySeconds: Infinity };

const LAMBDA_INVOKE = /^arn:[\w-]+:states:::lambda:invoke$/;
const FUNCTION = /^arn:[\w-]+:lambda:/;

function invalid(what: string): ServiceError {
  return new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${what}`);
}

/** The definition has something that the local AWS does not play. It can be stored, but not executed. */
class NotPlayed extends ServiceError {}

function notPlayed(what: string): NotPlayed {
  return new NotPlayed(
    'ValidationException',
    `The local AWS plays states of type Task with a Lambda function, their Retry and their Catch, but not ${what}.`,
  );
}

/** @throws ServiceError InvalidDefinition */
export function checkDefinition(text: string): void {
  try {
    parseDefinition(text);
  } catch (error) {
    if (!(error instanceof NotPlayed)) throw error;
  }
}

/**
 * Reads a definition in the Amazon States Language.
 * @throws ServiceError InvalidDefinition; ValidationException with the name of what the local AWS does not play
 */
export function parseDefinition(text: string): Definition {
  const root = parseJson(text);
  if (!isObject(root)) throw invalid('it is not a JSON object.');
  refuseOthers('the state machine', root, MACHINE);
  if (root.QueryLanguage !== undefined && root.QueryLanguage !== 'JSONPath')
    throw notPlayed(`QueryLanguage ${textOf(root.QueryLanguage)}`);
  const { StartAt: startAt, States: declared } = root;
  if (!isObject(declared)) throw invalid('it has no States.');
  const states = new Map(Object.entries(declared).map(([name, state]) => [name, taskOf(name, state)]));
  if (typeof startAt !== 'string' || !states.has(startAt)) throw invalid('StartAt does not name a state.');
  for (const { name, next, catchers } of states.values())
    for (const target of [next, ...catchers.map((catcher) => catcher.next)])
      if (target !== undefined && !states.has(target))
        throw invalid(`Next of the state ${name} names ${target}, which is not a state.`);
  return { startAt, states };
}

function taskOf(name: string, state: Json): TaskState {
  if (!isObject(state)) throw invalid(`The state ${name} is not an object.`);
  if (state.Type !== 'Task') throw notPlayed(`the state ${name} of type ${textOf(state.Type)}`);
  refuseOthers(`the state ${name}`, state, TASK);
  const { Resource, Next, End } = state;
  if ((typeof Next === 'string') === (End === true))
    throw invalid(`The state ${name} needs either Next or End.`);
  return {
    name,
    ...invocationOf(name, textOf(Resource), state.Parameters),
    outputPath: pathOf(name, state.OutputPath ?? '$'),
    retriers: listOf(state.Retry).map((retrier) => retrierOf(name, retrier)),
    catchers: listOf(state.Catch).map((catcher) => catcherOf(name, catcher)),
    next: typeof Next === 'string' ? Next : undefined,
  };
}

function invocationOf(
  name: string,
  resource: string,
  parameters: Json | undefined,
): Pick<TaskState, 'functionName' | 'payload' | 'isWrapped'> {
  if (FUNCTION.test(resource)) {
    if (parameters !== undefined) throw notPlayed(`Parameters of the state ${name}`);
    return { functionName: resource, payload: undefined, isWrapped: false };
  }
  if (!LAMBDA_INVOKE.test(resource)) throw notPlayed(`the resource ${resource} of the state ${name}`);
  const given = isObject(parameters) ? parameters : {};
  refuseOthers(`Parameters of the state ${name}`, given, ['FunctionName', 'Payload', 'Payload.$']);
  const { FunctionName, Payload, 'Payload.$': path } = given;
  if (typeof FunctionName !== 'string')
    throw invalid(`The state ${name} needs a FunctionName in Parameters.`);
  const isPlain = Payload === undefined || !JSON.stringify(Payload).includes('.$":');
  if (!isPlain) throw notPlayed(`paths inside of Payload of the state ${name}`);
  const payload = path !== undefined ? { path: pathOf(name, path) } : { value: Payload ?? {} };
  return { functionName: FunctionName, payload, isWrapped: true };
}

function retrierOf(name: string, retrier: Json): Retrier {
  if (!isObject(retrier)) throw invalid(`Retry of the state ${name} has an entry that is not an object.`);
  refuseOthers(`Retry of the state ${name}`, retrier, RETRIER);
  if (retrier.JitterStrategy !== undefined && retrier.JitterStrategy !== 'NONE')
    throw notPlayed(`JitterStrategy ${textOf(retrier.JitterStrategy)} of the state ${name}`);
  const number = (field: keyof typeof DEFAULTS, least: number): number => {
    const value = retrier[field] ?? DEFAULTS[field];
    if (typeof value === 'number' && value >= least) return value;
    throw invalid(`${field} of the state ${name} must be a number of at least ${least}.`);
  };
  return {
    errors: errorsOf(name, retrier),
    intervalSeconds: number('IntervalSeconds', 1),
    maxAttempts: number('MaxAttempts', 0),
    backoffRate: number('BackoffRate', 1),
    maxDelaySeconds: number('MaxDelaySeconds', 1),
  };
}

function catcherOf(name: string, catcher: Json): Catcher {
  if (!isObject(catcher)) throw invalid(`Catch of the state ${name} has an entry that is not an object.`);
  refuseOthers(`Catch of the state ${name}`, catcher, CATCHER);
  if (typeof catcher.Next !== 'string') throw invalid(`Catch of the state ${name} needs Next.`);
  return { errors: errorsOf(name, catcher), next: catcher.Next };
}

function errorsOf(name: string, { ErrorEquals }: JsonObject): string[] {
  const errors = listOf(ErrorEquals).filter((error) => typeof error === 'string');
  if (errors.length > 0) return errors;
  throw invalid(`Retry and Catch of the state ${name} need ErrorEquals.`);
}

/** A path of names, e.g. `$.Payload.id`. */
function pathOf(name: string, path: Json): string[] {
  if (typeof path === 'string' && /^\$(\.\w+)*$/.test(path)) return path.split('.').slice(1);
  throw notPlayed(`the path ${textOf(path)} of the state ${name}`);
}

function refuseOthers(what: string, object: JsonObject, known: readonly string[]): void {
  const [other] = Object.keys(object).filter((member) => !known.includes(member));
  if (other !== undefined) throw notPlayed(`${other} of ${what}`);
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
