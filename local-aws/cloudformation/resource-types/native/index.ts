/**
 * The native resource types: AWS's own types that stacks may use here.
 * CONTRIBUTING.md, "Add a native resource type to the local CloudFormation", has every step.
 */
import type { AccountContext } from '../../../core/account-context';
import type { ResourceProvider } from '../provider';
import type { Clients } from './clients';
import { scalableTarget } from './autoscaling-scalable-target';
import { scalingPolicy } from './autoscaling-scaling-policy';
import { alarm } from './cloudwatch-alarm';
import { compositeAlarm } from './cloudwatch-composite-alarm';
import { application } from './codedeploy-application';
import { deploymentConfig } from './codedeploy-deployment-config';
import { deploymentGroup } from './codedeploy-deployment-group';
import { securityGroup } from './ec2-security-group';
import { capacityProvider } from './ecs-capacity-provider';
import { capacityProviderAssociations } from './ecs-capacity-provider-associations';
import { cluster } from './ecs-cluster';
import { service } from './ecs-service';
import { taskDefinition } from './ecs-task-definition';
import { listener } from './elb-listener';
import { listenerCertificate } from './elb-listener-certificate';
import { listenerRule } from './elb-listener-rule';
import { loadBalancer } from './elb-load-balancer';
import { targetGroup } from './elb-target-group';
import { managedPolicy } from './iam-managed-policy';
import { eventsRule } from './events-rule';
import { policy } from './iam-policy';
import { role } from './iam-role';
import { lambdaFunction } from './lambda-function';
import { logGroup } from './logs-log-group';
import {
  nativeProvider,
  type NativeSettings,
  type NativeType,
  type SpecifiedProperties,
} from './native-type';
import { bucket } from './s3-bucket';
import { bucketPolicy } from './s3-bucket-policy';
import { secret } from './secretsmanager-secret';
import { topic } from './sns-topic';
import { topicPolicy } from './sns-topic-policy';
import { ssmParameter } from './ssm-parameter';
import { stateMachine } from './stepfunctions-state-machine';

type MakeNativeType = (clients: Clients, account: AccountContext, settings: NativeSettings) => NativeType;

const NATIVE_TYPES: readonly MakeNativeType[] = [
  alarm,
  compositeAlarm,
  application,
  deploymentConfig,
  deploymentGroup,
  securityGroup,
  cluster,
  capacityProvider,
  capacityProviderAssociations,
  service,
  taskDefinition,
  listener,
  listenerCertificate,
  listenerRule,
  loadBalancer,
  targetGroup,
  managedPolicy,
  policy,
  role,
  lambdaFunction,
  logGroup,
  bucket,
  bucketPolicy,
  secret,
  topic,
  topicPolicy,
  eventsRule,
  ssmParameter,
  stateMachine,
  scalableTarget,
  scalingPolicy,
];

/**
 * The providers of all native types, by type name.
 * @param specified AWS's specification of a type; undefined while it is not read
 */
export function nativeProviders(
  clients: Clients,
  account: AccountContext,
  settings: NativeSettings,
  specified: (typeName: string) => SpecifiedProperties | undefined,
): Map<string, ResourceProvider> {
  const types = NATIVE_TYPES.map((make) => make(clients, account, settings));
  return new Map(types.map((type) => [type.typeName, nativeProvider(type, () => specified(type.typeName))]));
}
