import * as cdk from 'aws-cdk-lib';

/** A kind of property value: how the generated constructs check it, and how they spell it in a template. */
export interface Kind {
  readonly validate: cdk.Validator;
  readonly toCloudFormation: cdk.Mapper;
}

interface Property {
  /** Its name in CloudFormation. */
  readonly name: string;
  readonly kind: Kind;
  readonly required?: boolean;
}

export const text: Kind = { validate: cdk.validateString, toCloudFormation: cdk.stringToCloudFormation };
export const number: Kind = { validate: cdk.validateNumber, toCloudFormation: cdk.numberToCloudFormation };
export const flag: Kind = { validate: cdk.validateBoolean, toCloudFormation: cdk.booleanToCloudFormation };
export const tag: Kind = { validate: cdk.validateCfnTag, toCloudFormation: cdk.cfnTagToCloudFormation };

export function list(item: Kind): Kind {
  return {
    validate: cdk.listValidator(item.validate),
    toCloudFormation: cdk.listMapper(item.toCloudFormation),
  };
}

/**
 * The kind of an object with known properties. A value that CloudFormation computes, such as an Fn::If, stays as it is.
 * @param typeName the object's name in the message about a wrong value
 * @param properties by their names in TypeScript
 */
export function structure(typeName: string, properties: Record<string, Property>): Kind {
  const members = Object.entries(properties);
  return {
    validate: (value: unknown) => {
      if (!cdk.canInspect(value)) return cdk.VALIDATION_SUCCESS;
      const results = new cdk.ValidationResults();
      if (!isRecord(value)) {
        results.collect(
          new cdk.ValidationResult(`Expected an object, but received: ${JSON.stringify(value)}`),
        );
        return results.wrap(`supplied properties not correct for "${typeName}"`);
      }
      for (const [property, { kind, required }] of members) {
        if (required)
          results.collect(cdk.propertyValidator(property, cdk.requiredValidator)(value[property]));
        results.collect(cdk.propertyValidator(property, kind.validate)(value[property]));
      }
      return results.wrap(`supplied properties not correct for "${typeName}"`);
    },
    toCloudFormation: (value: unknown) => {
      if (!cdk.canInspect(value) || !isRecord(value)) return value;
      return Object.fromEntries(
        members.map(([property, { name, kind }]) => [
          name,
          kind.toCloudFormation(value[property]) as unknown,
        ]),
      );
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
