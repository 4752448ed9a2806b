import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type {
  GetApplicationRevisionInput,
  GetApplicationRevisionOutput,
  GetDeploymentGroupInput,
  GetDeploymentGroupOutput,
  GetDeploymentInput,
  GetDeploymentOutput,
  GetDeploymentTargetInput,
  GetDeploymentTargetOutput,
  ListDeploymentsInput,
  ListDeploymentsOutput,
} from '@aws-sdk/client-codedeploy';
import type { DescribeServicesRequest, DescribeServicesResponse } from '@aws-sdk/client-ecs';
import type {
  DescribeRulesInput,
  DescribeRulesOutput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** The calls that show a deployment, by the names of their IAM actions. All of them only read. */
export interface Reads {
  'cloudwatch:DescribeAlarms': [DescribeAlarmsInput, DescribeAlarmsOutput];
  'codedeploy:GetApplicationRevision': [GetApplicationRevisionInput, GetApplicationRevisionOutput];
  'codedeploy:GetDeployment': [GetDeploymentInput, GetDeploymentOutput];
  'codedeploy:GetDeploymentGroup': [GetDeploymentGroupInput, GetDeploymentGroupOutput];
  'codedeploy:GetDeploymentTarget': [GetDeploymentTargetInput, GetDeploymentTargetOutput];
  'codedeploy:ListDeployments': [ListDeploymentsInput, ListDeploymentsOutput];
  'ecs:DescribeServices': [DescribeServicesRequest, DescribeServicesResponse];
  'elasticloadbalancing:DescribeRules': [DescribeRulesInput, DescribeRulesOutput];
  'elasticloadbalancing:DescribeTargetHealth': [DescribeTargetHealthInput, DescribeTargetHealthOutput];
}

/** Makes one of these calls: by the SDK, or inside of the local AWS. */
export type Read = <Name extends keyof Reads>(name: Name, input: Reads[Name][0]) => Promise<Reads[Name][1]>;

/** Names of errors that say that something is not there, or not yet. */
const ABSENT = /DoesNotExist|NotFound|NotStarted|NotActive|InvalidRevision|RevisionRequired/;

/** @returns undefined when AWS says that what was asked for is not there; other errors are thrown */
export async function ifPresent<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && ABSENT.test(error.name)) return undefined;
    throw error;
  }
}
