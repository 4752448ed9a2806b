import { readFile } from 'node:fs/promises';
import type { DescribeTypeRegistrationOutput, RegisterTypeInput } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import type { TemplatePlaces } from '../template/template-source';
import { messageOf } from '../values/errors';

/** Fetches a package by its URL. */
export type PackageSource = (url: string) => Promise<Uint8Array>;

/** Reads packages from S3, and from `file://` URLs of files below named folders. */
export const packagesAt =
  ({ folders, storedObject }: TemplatePlaces): PackageSource =>
  async (url) => {
    if (url.startsWith('file://')) return readFile(folders.fileAt(url, ''));
    const object = await storedObject(url);
    if (object) return object;
    throw new Error(`a package needs an s3:// URL, or a file:// URL, not ${url}`);
  };

/** Registration of private types. It completes at once, but clients can describe it like one that takes time. */
export class Types {
  readonly #registrations = new Map<string, DescribeTypeRegistrationOutput>();

  constructor(
    private readonly cloudFormation: CloudFormation,
    private readonly packages: PackageSource,
  ) {}

  async register(input: RegisterTypeInput): Promise<{ RegistrationToken: string }> {
    const RegistrationToken = this.cloudFormation.uuid();
    this.#registrations.set(RegistrationToken, await this.#register(input));
    return { RegistrationToken };
  }

  async #register(input: RegisterTypeInput): Promise<DescribeTypeRegistrationOutput> {
    const logGroupName = input.LoggingConfig?.LogGroupName;
    try {
      const zip = await this.packages(input.SchemaHandlerPackage ?? '');
      const { arn } = this.cloudFormation.registry.register(zip, {
        ...(logGroupName !== undefined && { logGroupName }),
        ...(input.ExecutionRoleArn !== undefined && { executionRoleArn: input.ExecutionRoleArn }),
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
