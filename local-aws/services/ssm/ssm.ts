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
}

/** AWS Systems Manager, Parameter Store: the newest version of each parameter. */
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
    this.#parameters.set(name, { parameter, allowedPattern });
    return { Version: parameter.Version, Tier: input.Tier ?? 'Standard' };
  }

  #get(name: string): Parameter {
    const found = this.#parameters.get(name);
    if (!found) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
    return found.parameter;
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
