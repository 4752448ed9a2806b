import type { AccountContext } from '../../core/account-context';
import { messageOf, TransformFailed, UnresolvedValue, validationError } from '../values/errors';
import type { StackIdentity } from '../values/stack-identity';
import { isList, isMap, omit, scalarText, type Value, type ValueMap } from '../values/value';
import { conditionScope } from './condition-scope';
import type { ReferenceSources } from './dynamic-references';
import { evaluate, functionName, type Scope } from './functions';
import { resolveParameters } from './parameters';
import { readData, readTemplate } from './read-yaml';
import { parseUnprocessed } from './template';
import { LARGEST_TEMPLATE_BYTES, type TemplatePlaces } from './template-source';
import { INCLUDE, listed, TRANSFORM_FUNCTION, transformsIn } from './transforms';

/** What snippets are read with. */
export interface IncludeSources
  extends AccountContext, Pick<TemplatePlaces, 'storedObject'>, Pick<ReferenceSources, 'storedParameter'> {}

/** Which template of which stack, and the parameters that the location of a snippet may use. */
export interface Unprocessed {
  text: string;
  stack: StackIdentity;
  /** Parameter values of the request. */
  given: Record<string, string>;
  /** Texts of parameters that the request does not name; without one the default counts. */
  previous: Readonly<Record<string, string>>;
}

/**
 * Puts the snippets that a template includes into it.
 * Source: AWS CloudFormation Template Reference, "AWS::Include transform".
 * @returns the template in JSON; the same text when it includes nothing
 * @throws TransformFailed `Transform AWS::Include failed with: …`; ServiceError ValidationError for another macro
 */
export async function withSnippets(sources: IncludeSources, template: Unprocessed): Promise<string> {
  const root = template.text.includes('Transform') ? readTemplate(template.text) : undefined;
  if (!isMap(root)) return template.text;
  const functions = transformsIn(omit(root, ['Transform']));
  if (functions.length === 0 && !transformsIn(root).includes(INCLUDE)) return template.text;
  const snippets = new Snippets(sources, () => locationScope(sources, template));
  const processed = JSON.stringify(await snippets.intoTemplate(root));
  if (Buffer.byteLength(processed) > LARGEST_TEMPLATE_BYTES)
    throw validationError(
      `Template may not exceed ${LARGEST_TEMPLATE_BYTES} bytes in size, with its snippets.`,
    );
  return processed;
}

/** A location may use parameters, pseudo parameters and mappings. */
async function locationScope(
  sources: IncludeSources,
  { text, stack, given, previous }: Unprocessed,
): Promise<Scope> {
  const template = parseUnprocessed(text);
  const stored = (name: string): Promise<string> => sources.storedParameter(name);
  const { values } = await resolveParameters(template, given, previous, stored);
  return conditionScope(sources, stack, values, template.Mappings, {});
}

class Snippets {
  constructor(
    private readonly sources: IncludeSources,
    private readonly scope: () => Promise<Scope>,
  ) {}

  async intoTemplate({ Transform, ...sections }: ValueMap): Promise<ValueMap> {
    if (transformsIn(sections.Parameters ?? null).length > 0)
      throw failed('Parameters', 'a snippet cannot be included in the section Parameters');
    const isInclude = (one: Value): boolean => (isMap(one) ? one.Name === INCLUDE : one === INCLUDE);
    const others = listed(Transform).filter((one) => !isInclude(one));
    const own = await this.#intoMembers(sections, '');
    const whole = await this.#merged(own, listed(Transform).filter(isInclude), 'Transform');
    return others.length === 0 ? whole : { ...whole, Transform: others };
  }

  async #into(value: Value, place: string): Promise<Value> {
    if (isList(value)) {
      const items: Value[] = [];
      for (const [index, item] of value.entries()) items.push(await this.#into(item, `${place}.${index}`));
      return items;
    }
    if (!isMap(value)) return value;
    const { [TRANSFORM_FUNCTION]: calls, ...own } = value;
    return this.#merged(await this.#intoMembers(own, place), listed(calls), place);
  }

  async #intoMembers(map: ValueMap, place: string): Promise<ValueMap> {
    const members: ValueMap = {};
    for (const [name, inner] of Object.entries(map))
      members[name] = await this.#into(inner, place === '' ? name : `${place}.${name}`);
    return members;
  }

  /** Adds the members of snippets to those that stand beside the transforms. */
  async #merged(own: ValueMap, calls: readonly Value[], place: string): Promise<ValueMap> {
    let merged = own;
    for (const call of calls) {
      const { name, snippet } = await this.#snippet(call, place);
      const twice = Object.keys(snippet).filter((member) => Object.hasOwn(merged, member));
      if (twice.length > 0)
        throw failed(place, `${name} and the template both have [${twice.join(', ')}] there`);
      merged = { ...merged, ...snippet };
    }
    return merged;
  }

  async #snippet(call: Value, place: string): Promise<{ name: string; snippet: ValueMap }> {
    const { Name, Parameters } = isMap(call) ? call : { Name: call };
    if (Name !== INCLUDE)
      throw validationError(
        `${place}: the transform or macro ${scalarText(Name)} is not supported here; send the template that it makes`,
      );
    const location = await this.#location(isMap(Parameters) ? Parameters.Location : undefined, place);
    const content = await this.#read(location, place);
    let snippet: Value;
    try {
      snippet = readData(content);
    } catch (error) {
      const hint = /Unresolved tag|unknown tag/i.test(messageOf(error))
        ? ' Snippets have no short forms such as !Ref.'
        : '';
      const why = `The specified S3 object's content should be valid Yaml/JSON: ${location}: ${messageOf(error)}${hint}`;
      throw failed(place, why);
    }
    if (!isMap(snippet))
      throw failed(place, `${location} must have keys with values, as in "KeyName": "keyValue"`);
    const [inner] = transformsIn(snippet);
    if (inner !== undefined)
      throw failed(place, `${location} uses the transform ${inner}, which a snippet cannot`);
    return { name: location, snippet };
  }

  async #location(declared: Value | undefined, place: string): Promise<string> {
    let location = declared;
    try {
      if (declared !== undefined && functionName(declared) !== undefined)
        location = await evaluate(declared, await this.scope());
    } catch (error) {
      if (error instanceof UnresolvedValue) throw failed(place, `Location: ${error.message}`);
      throw error;
    }
    if (typeof location === 'string' && /^s3:\/\/[^/]+\/./.test(location)) return location;
    throw failed(place, `The location parameter is not a valid S3 uri: ${scalarText(location)}`);
  }

  async #read(location: string, place: string): Promise<string> {
    const object = await this.sources.storedObject(location).catch((error: unknown) => {
      const why = messageOf(error);
      // AWS's own text. Those for a missing object and for a denied one are not known.
      const [, bucket] = /^s3:\/\/([^/]+)/.exec(location) ?? [];
      if (why.includes('bucket does not exist'))
        throw failed(place, `S3 bucket [${bucket ?? ''}] does not exist.`);
      throw failed(place, `${location}: ${why}`);
    });
    if (object && object.byteLength > LARGEST_TEMPLATE_BYTES)
      throw failed(place, `${location} has more than ${LARGEST_TEMPLATE_BYTES} bytes`);
    return Buffer.from(object ?? []).toString();
  }
}

function failed(place: string, why: string): Error {
  return new TransformFailed(INCLUDE, `${why} (${place})`);
}
