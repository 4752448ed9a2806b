import type {
  DescribeTypeRegistrationOutput,
  ListTypeRegistrationsInput,
  RegisterTypeInput,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import { registerVersion, type PackageSource } from '../resource-types/registry/registration';
import { messageOf } from '../values/errors';

/** Registration of private types. It completes at once, but clients can describe it like one that takes time. */
export class Types {
  readonly #registrations = new Map<string, DescribeTypeRegistrationOutput>();
  readonly #typeNames = new Map<string, string | undefined>();

  constructor(
    private readonly cloudFormation: CloudFormation,
    private readonly packages: PackageSource,
  ) {}

  async register(input: RegisterTypeInput): Promise<{ RegistrationToken: string }> {
    const RegistrationToken = this.cloudFormation.uuid();
    this.#registrations.set(RegistrationToken, await this.#register(input));
    this.#typeNames.set(RegistrationToken, input.TypeName);
    return { RegistrationToken };
  }

  async #register(input: RegisterTypeInput): Promise<DescribeTypeRegistrationOutput> {
    try {
      const { arn } = await registerVersion(this.cloudFormation.registry, this.packages, {
        kind: input.Type === 'MODULE' || input.Type === 'RESOURCE' ? input.Type : undefined,
        typeName: input.TypeName,
        url: input.SchemaHandlerPackage ?? '',
        logGroupName: input.LoggingConfig?.LogGroupName,
        logRoleArn: input.LoggingConfig?.LogRoleArn,
        executionRoleArn: input.ExecutionRoleArn,
      });
      return {
        ProgressStatus: 'COMPLETE',
        Description: 'Deployment is currently in DEPLOY_STAGE of status COMPLETED; ',
        TypeArn: arn.replace(/\/\d{8}$/, ''),
        TypeVersionArn: arn,
      };
    } catch (error) {
      const stage =
        'Deployment is currently in VALIDATION_STAGE of status FAILED; Next is DEPLOY_STAGE with status CANCELLED';
      return { ProgressStatus: 'FAILED', Description: `${stage}: ${messageOf(error)}` };
    }
  }

  /** The tokens of registrations, newest first. (AWS CloudFormation API Reference, ListTypeRegistrations.) */
  listRegistrations({
    TypeName: typeName,
    RegistrationStatusFilter: status = 'IN_PROGRESS',
  }: ListTypeRegistrationsInput): string[] {
    return [...this.#registrations]
      .filter(([token, { ProgressStatus }]) => {
        const isNamed = typeName === undefined || this.#typeNames.get(token) === typeName;
        return isNamed && ProgressStatus === status;
      })
      .map(([token]) => token)
      .reverse();
  }

  describeRegistration(token = ''): DescribeTypeRegistrationOutput {
    const found = this.#registrations.get(token);
    if (!found)
      throw new ServiceError(
        'CFNRegistryException',
        `No registration token matches the identifier provided. (${token})`,
      );
    return found;
  }
}
