import type {
  DeleteParameterRequest,
  DeleteParametersRequest,
  GetParameterRequest,
  GetParametersRequest,
  Parameter,
  PutParameterRequest,
  PutParameterResult,
} from '@aws-sdk/client-ssm';
import { regionalArn, type AccountContext } from '../../core/account-context';
import { BadPattern, matchesPattern } from '../../core/patterns';
import { ServiceError, type Service } from '../../core/service';

interface StoredParameter {
  parameter: Parameter & { Version: number };
  allowedPattern: string | undefined;
  older: (Parameter & { Version: number })[];
}

/** AWS Systems Manager, Parameter Store. */
export class Ssm implements Service {
  readonly #parameters = new Map<string, StoredParameter>();

  readonly operations = {
    PutParameter: (input: PutParameterRequest) => this.#put(input),
    GetParameter: ({ Name: name = '' }: GetParameterRequest) => ({ Parameter: this.#get(name) }),
    GetParameters: ({ Names: names = [] }: GetParametersRequest) => ({
      Parameters: names.flatMap((name) => this.#parameters.get(name)?.parameter ?? []),
      InvalidParameters: names.filter((name) => !this.#parameters.has(name)),
    }),
    DeleteParameter: ({ Name: name = '' }: DeleteParameterRequest) => {
      this.#get(name);
      this.#parameters.delete(name);
      return {};
    },
    DeleteParameters: ({ Names: names = [] }: DeleteParametersRequest) => ({
      InvalidParameters: names.filter((name) => !this.#parameters.has(name)),
      DeletedParameters: names.filter((name) => this.#parameters.delete(name)),
    }),
  };

  constructor(private readonly account: AccountContext) {}

  #put(input: PutParameterRequest): PutParameterResult {
    const { Name: name = '', Value: value = '', Overwrite: overwrite = false } = input;
    const present = this.#parameters.get(name);
    if (present && !overwrite) {
      throw new ServiceError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const type = input.Type ?? present?.parameter.Type;
    if (!type) {
      throw new ServiceError(
        'ValidationException',
        'A parameter type is required when you create a parameter.',
      );
    }
    const allowedPattern = input.AllowedPattern ?? present?.allowedPattern;
    if (allowedPattern !== undefined && !fits(allowedPattern, value)) {
      throw new ServiceError(
        'ParameterPatternMismatchException',
        `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
      );
    }
    const parameter = {
      Name: name,
      Type: type,
      Value: value,
      Version: (present?.parameter.Version ?? 0) + 1,
      LastModifiedDate: this.account.clock.date(),
      ARN: regionalArn(this.account, 'ssm', `parameter/${name.replace(/^\//, '')}`),
      DataType: input.DataType ?? 'text',
    };
    const older = present ? [...present.older, present.parameter] : [];
    this.#parameters.set(name, { parameter, allowedPattern, older });
    return { Version: parameter.Version, Tier: input.Tier ?? 'Standard' };
  }

  /** @param selector a name, or a name and a version: `name:3` */
  #get(selector: string): Parameter {
    const [, name = selector, version] = /^([^:]+):(\d+)$/.exec(selector) ?? [];
    const found = this.#parameters.get(name);
    if (!found) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
    if (version === undefined) return found.parameter;
    const wanted = [...found.older, found.parameter].find((one) => String(one.Version) === version);
    if (!wanted)
      throw new ServiceError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
      );
    return wanted;
  }
}

function fits(pattern: string, value: string): boolean {
  try {
    return matchesPattern(`^(?:${pattern})$`, value);
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    throw new ServiceError('InvalidAllowedPatternException', `AllowedPattern: ${error.message}`);
  }
}
