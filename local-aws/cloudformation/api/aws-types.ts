import type { DescribeTypeOutput, TypeSummary } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';

/** AWS's own types, as ListTypes shows them. */
export function awsTypeSummaries(cloudFormation: CloudFormation): (TypeSummary & { TypeName: string })[] {
  const own = cloudFormation.registry.allTypeNames();
  return cloudFormation
    .typeNames()
    .filter((typeName) => !own.includes(typeName))
    .map((typeName) => ({
      Type: 'RESOURCE',
      TypeName: typeName,
      TypeArn: arnOf(cloudFormation, typeName),
      Description: `Resource Type definition for ${typeName}`,
    }));
}

/** One of AWS's own types, as DescribeType shows it, but without its schema. */
export function awsTypeOutput(cloudFormation: CloudFormation, typeName: string): DescribeTypeOutput {
  return {
    Arn: arnOf(cloudFormation, typeName),
    Type: 'RESOURCE',
    TypeName: typeName,
    Description: `Resource Type definition for ${typeName}`,
    ProvisioningType: 'FULLY_MUTABLE',
    DeprecatedStatus: 'LIVE',
    Visibility: 'PUBLIC',
  };
}

function arnOf({ partition, region }: CloudFormation, typeName: string): string {
  return `arn:${partition}:cloudformation:${region}::type/resource/${typeName.replaceAll('::', '-')}`;
}
