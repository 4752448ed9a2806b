import type { ECSTaskSet } from '@aws-sdk/client-codedeploy';
import type { TaskSet } from '@aws-sdk/client-ecs';
import { toDeploymentTargetConfig } from '../groups/deployment-target-config';
import type { Deployment } from '../records';
import type { State } from '../state';

/** The original and the replacement task set of a deployment in their present state. Deleted ones are left out. */
export function describeTaskSets(state: State, deployment: Deployment): ECSTaskSet[] {
  const { loadBalancing, ecs } = state.ports;
  const targetConfig = toDeploymentTargetConfig(deployment.settings);
  const { original, replacement } = deployment.target;
  const groups = targetConfig.targetGroups.flatMap((name) => loadBalancing.findTargetGroup(name) ?? []);
  const arns = groups.map(({ arn }) => arn);
  const listener = loadBalancing.findListener(targetConfig.prodListener);
  const weights =
    (listener ? loadBalancing.forwards(targetConfig.prodListener) : []).find((forward) =>
      forward.weights.some(({ targetGroupArn }) => arns.includes(targetGroupArn)),
    )?.weights ?? [];
  const sum = weights.reduce((total, { weight }) => total + weight, 0);
  const percentOf = (arn: string | undefined) =>
    sum === 0 ? 0 : ((weights.find(({ targetGroupArn }) => targetGroupArn === arn)?.weight ?? 0) / sum) * 100;

  const describe = (taskSet: TaskSet): ECSTaskSet => {
    const arn = taskSet.loadBalancers?.[0]?.targetGroupArn;
    return {
      identifer: taskSet.id,
      desiredCount: taskSet.computedDesiredCount,
      pendingCount: taskSet.pendingCount,
      runningCount: taskSet.runningCount,
      status: taskSet.status,
      trafficWeight: taskSet.status === 'DRAINING' ? 0 : percentOf(arn),
      targetGroup: { name: groups.find((group) => group.arn === arn)?.name },
      taskSetLabel: taskSet.id === replacement ? 'Green' : 'Blue',
    };
  };
  const taskSets = ecs.findService(targetConfig.cluster, targetConfig.service)?.taskSets ?? [];
  return [original, replacement]
    .flatMap((id) => (id === undefined ? [] : taskSets.filter((taskSet) => taskSet.id === id)))
    .map(describe);
}
