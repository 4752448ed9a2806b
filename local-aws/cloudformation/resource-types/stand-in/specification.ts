import type { Resource, SpecDatabase, TypeDefinition } from '@aws-cdk/service-spec-types';

/** A resource type as the specification describes it. */
export type SpecifiedType = Resource;

export type SpecifiedProperties = SpecifiedType['properties'];
type PropertyType = SpecifiedProperties[string]['type'];
export type DefinitionReference = Extract<PropertyType, { type: 'ref' }>['reference'];

/**
 * The public specification of AWS's resource types. It is large, so it is read only when a template has a type that
 * nothing else explains.
 * Source: `@aws-cdk/aws-service-spec`, from which the AWS CDK is generated.
 */
export class Specification {
  #database: SpecDatabase | undefined;

  async load(): Promise<void> {
    if (this.#database) return;
    const { loadAwsServiceSpec } = await import('@aws-cdk/aws-service-spec');
    this.#database = await loadAwsServiceSpec();
  }

  /** undefined for a type that AWS does not have, and for all before `load`. */
  find(typeName: string): SpecifiedType | undefined {
    return this.#database?.lookup('resource', 'cloudFormationType', 'equals', typeName)[0];
  }

  /** The type definition behind a reference of a property's type. */
  definition(reference: DefinitionReference): TypeDefinition | undefined {
    return this.#database?.get('typeDefinition', reference);
  }

  /** Empty before `load`. */
  typeNames(): string[] {
    return this.#database?.all('resource').map(({ cloudFormationType }) => cloudFormationType) ?? [];
  }
}
