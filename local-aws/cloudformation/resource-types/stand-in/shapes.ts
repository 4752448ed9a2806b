import { TAGS, type Fields, type Shape } from '../native/shape';
import type { DefinitionReference, SpecifiedProperties, SpecifiedType, Specification } from './specification';

type PropertyType = SpecifiedProperties[string]['type'];

/** The shapes of a type's properties, as the specification gives them. A property of several types takes any value. */
export function shapesOf(specification: Specification, { properties }: SpecifiedType): Fields {
  // A definition may contain itself, so each is entered once and the shapes form circles.
  const definitions = new Map<string, Fields>();
  const shapeOf = (type: PropertyType): Shape => {
    switch (type.type) {
      case 'array':
        return type.element.type === 'tag' ? TAGS : [shapeOf(type.element)];
      case 'ref':
        return definitionOf(type.reference);
      case 'integer':
      case 'number':
        return 'number';
      case 'boolean':
      case 'string':
      case 'map':
        return type.type;
      case 'date-time':
        return 'string';
      case 'json':
      case 'null':
      case 'tag':
      case 'union':
        return 'json';
    }
  };
  const definitionOf = (reference: DefinitionReference): Shape => {
    const known = definitions.get(reference.$ref);
    if (known) return known;
    const definition = specification.definition(reference);
    if (!definition) return 'json';
    const fields: Record<string, Shape> = {};
    definitions.set(reference.$ref, fields);
    fill(fields, definition.properties);
    return fields;
  };
  const fill = (fields: Record<string, Shape>, declared: SpecifiedProperties): void => {
    for (const [name, property] of Object.entries(declared))
      // A property that once had another type still takes that one.
      fields[name] = property.previousTypes === undefined ? shapeOf(property.type) : 'json';
  };
  const fields: Record<string, Shape> = {};
  fill(fields, properties);
  return fields;
}
