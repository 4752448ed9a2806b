import { mergedTags } from '../resource-types/native/native-type';
import { templateAt, type TemplatePlaces, type TemplateSource } from '../template/template-source';
import { isList, isMap, scalarText, type ValueMap } from '../values/value';

/** What a parent's template says of a nested stack, without functions. */
export interface NestedDeclaration {
  properties: ValueMap;
  /** The stack tags of the parent, which the nested stack gets too. */
  stackTags: Record<string, string>;
  /** The folder of the parent's template. */
  folder: string;
}

/**
 * The template, parameters and tags of a nested stack.
 * @param planned the template, when a change set has read it already
 * @throws ServiceError ValidationError for a template that cannot be read
 */
export async function nestedContent(
  places: TemplatePlaces,
  { properties, stackTags, folder: parentFolder }: NestedDeclaration,
  planned?: TemplateSource,
) {
  const { TemplateURL, Parameters = {}, Tags } = properties;
  const { text, folder } = planned ?? (await templateAt(scalarText(TemplateURL), parentFolder, places));
  const parameters = Object.entries(isMap(Parameters) ? Parameters : {}).map(([name, value]) => [
    name,
    isList(value) ? value.map(scalarText).join(',') : scalarText(value),
  ]);
  const tags = mergedTags(stackTags, Tags).map(({ Key, Value }) => [Key, Value]);
  return {
    template: text,
    // A template in S3 has no folder.
    ...(folder !== '' && { templateFolder: folder }),
    parameters: Object.fromEntries(parameters) as Record<string, string>,
    absentParameters: 'default' as const,
    tags: Object.fromEntries(tags) as Record<string, string>,
  };
}
