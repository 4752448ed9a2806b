import type { StackEnvironment } from '../../stacks/stack-environment';
import type { ResourceProvider } from '../provider';
import { alarm } from './cloudwatch-alarm';
import type { Clients } from './clients';
import { application } from './codedeploy-application';
import { deploymentGroup } from './codedeploy-deployment-group';
import { cluster } from './ecs-cluster';
import { service } from './ecs-service';
import { taskDefinition } from './ecs-task-definition';
import { lambdaFunction } from './lambda-function';
import { listener } from './elb-listener';
import { listenerRule } from './elb-listener-rule';
import { loadBalancer } from './elb-load-balancer';
import { logGroup } from './logs-log-group';
import { nativeProvider } from './native-type';
import { role } from './iam-role';
import { securityGroup } from './ec2-security-group';
import { topic } from './sns-topic';
import { ssmParameter } from './ssm-parameter';
import { targetGroup } from './elb-target-group';

/** AWS's own resource types that stacks may use here, by name. */
export function nativeProviders(
  clients: Clients,
  environment: Pick<StackEnvironment, 'accountId' | 'region' | 'partition'>,
): Map<string, ResourceProvider> {
  const types = [
    alarm(clients),
    application(clients),
    cluster(clients),
    deploymentGroup(clients),
    lambdaFunction(clients),
    listener(clients),
    listenerRule(clients),
    loadBalancer(clients),
    logGroup(clients, environment),
    role(clients),
    securityGroup(),
    service(clients),
    ssmParameter(clients),
    targetGroup(clients),
    taskDefinition(clients),
    topic(clients),
  ];
  return new Map(types.map((type) => [type.typeName, nativeProvider(type)]));
}
