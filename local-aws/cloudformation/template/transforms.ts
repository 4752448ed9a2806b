import { isList, isMap, scalarText, type Value } from '../values/value';

/** The transform that puts a snippet from S3 into a template. */
export const INCLUDE = 'AWS::Include';
export const TRANSFORM_FUNCTION = 'Fn::Transform';

/** The names of the transforms in the section Transform, in their order. One with parameters is a map. */
export function transformsOf(transform: Value | undefined): string[] {
  return listed(transform).map((one) => scalarText(isMap(one) ? one.Name : one));
}

/** A transform, or several in a list. */
export function listed(transform: Value | undefined): Value[] {
  return transform === undefined ? [] : isList(transform) ? transform : [transform];
}

/** The names of all transforms of a template, in its section and in functions, without repetitions. */
export function transformsIn(root: Value): string[] {
  const names = (value: Value): string[] => {
    if (isList(value)) return value.flatMap(names);
    if (!isMap(value)) return [];
    const { [TRANSFORM_FUNCTION]: call, ...others } = value;
    return [...transformsOf(call), ...Object.values(others).flatMap(names)];
  };
  return [...new Set([...transformsOf(isMap(root) ? root.Transform : undefined), ...names(root)])];
}
