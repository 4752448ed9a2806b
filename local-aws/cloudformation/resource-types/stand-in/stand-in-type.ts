import type { AccountContext } from '../../../core/account-context';
import {
  nativeProvider,
  type NativeRequest,
  type NativeType,
  type SpecifiedProperties,
} from '../native/native-type';
import type { ResourceProvider } from '../provider';
import { MadeUpValues, type Seed } from './made-up-values';
import { shapesOf } from './shapes';
import { Specification, type SpecifiedType } from './specification';

/** Types that exist only for a tool: AWS makes nothing for them. */
const WITHOUT_SPECIFICATION: readonly NativeType[] = [
  {
    // The analytics of the AWS CDK.
    typeName: 'AWS::CDK::Metadata',
    properties: { Analytics: 'string' },
    required: [],
    createOnly: [],
    attributes: [],
    taggable: false,
    create: async (request) => request.generatedName(64).toLowerCase(),
    update: async () => undefined,
    remove: async () => undefined,
    read: async () => ({}),
  },
];

/** Only CloudFormation itself makes these: by a transform, or from another stack. */
const IMPOSSIBLE =
  /^AWS::(Serverless|CloudFormation::(Stack|CustomResource|Macro|ModuleDefaultVersion|ModuleVersion|StackSet))\b/;

/** The stand-ins: AWS's own types without behaviour, for everything that has no native type. */
export class StandIns {
  readonly #specification = new Specification();
  readonly #providers = new Map<string, ResourceProvider>();
  readonly #properties = new Map<string, SpecifiedProperties>();
  readonly #values: MadeUpValues;

  constructor(account: AccountContext) {
    this.#values = new MadeUpValues(account);
    for (const type of WITHOUT_SPECIFICATION) this.#providers.set(type.typeName, nativeProvider(type));
  }

  /** Reads the specification, if one of these types may need it. Afterwards `find` knows all types of AWS. */
  async load(typeNames: Iterable<string>): Promise<void> {
    for (const typeName of typeNames)
      if (mayExist(typeName) && !this.#providers.has(typeName)) return this.#specification.load();
  }

  /** The stand-in for a type of AWS; undefined for all other names. */
  find(typeName: string): ResourceProvider | undefined {
    const known = this.#providers.get(typeName);
    if (known || !mayExist(typeName)) return known;
    const specified = this.#specification.find(typeName);
    if (!specified) return undefined;
    const provider = Object.assign(nativeProvider(this.#type(specified)), { isStandIn: true });
    this.#providers.set(typeName, provider);
    return provider;
  }

  /** The properties of a type that has behaviour, by the specification; undefined while that is not read. */
  propertiesOf(typeName: string): SpecifiedProperties | undefined {
    const known = this.#properties.get(typeName);
    const specified = known ? undefined : this.#specification.find(typeName);
    if (!specified) return known;
    const properties = {
      properties: shapesOf(this.#specification, specified),
      createOnly: createOnlyOf(specified),
    };
    this.#properties.set(typeName, properties);
    return properties;
  }

  /** For the suggestion after a misspelt name. */
  typeNames(): string[] {
    return this.#specification.typeNames().filter(mayExist);
  }

  #type(specified: SpecifiedType): NativeType {
    const properties = Object.entries(specified.properties);
    const seed = (request: NativeRequest, text: string, name: string): Seed => {
      return { type: specified, text, name, properties: request.properties };
    };
    return {
      typeName: specified.cloudFormationType,
      properties: shapesOf(this.#specification, specified),
      required: properties.flatMap(([name, { required }]) => (required === true ? [name] : [])),
      createOnly: createOnlyOf(specified),
      attributes: Object.keys(specified.attributes),
      taggable: specified.tagInformation !== undefined,
      create: async (request) => {
        const name = request.generatedName(60);
        return this.#values.identifier(seed(request, name, name));
      },
      update: async () => undefined,
      remove: async () => undefined,
      read: async (request) => {
        const { physicalId } = request;
        const name = physicalId.split(/[:/|]/).at(-1) ?? physicalId;
        return this.#values.attributes(seed(request, physicalId, name), physicalId);
      },
    };
  }
}

function createOnlyOf({ properties }: SpecifiedType): string[] {
  return Object.entries(properties).flatMap(([name, { causesReplacement }]) =>
    causesReplacement === 'yes' ? [name] : [],
  );
}

function mayExist(typeName: string): boolean {
  return /^(AWS|Alexa)::/.test(typeName) && !IMPOSSIBLE.test(typeName);
}
