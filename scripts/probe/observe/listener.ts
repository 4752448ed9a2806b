import { DescribeListenersCommand, ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { deletionOf } from '../account/clean-types';
import { STACKS } from '../account/names';
import type { Observation } from './observation';
import { StackCalls, templateOf } from './stack-calls';

/** The probe changes the traffic of a listener outside of its stack, as CodeDeploy does, before the stack changes its port. */
export async function observeListener({ clients, clock, account, facts }: Observation): Promise<void> {
  const calls = new StackCalls(clients, clock, '');
  const name = STACKS.listener;
  const [TargetGroupArn, other] = account.targetGroupArns;
  const listenerAt = (Port: number) =>
    templateOf({
      Listener: {
        $with: {
          Type: 'AWS::ElasticLoadBalancingV2::Listener',
          Properties: {
            LoadBalancerArn: account.productionListenerArn
              .replace(':listener/', ':loadbalancer/')
              .replace(/\/[^/]+$/, ''),
            ...{ Port, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn }] },
          },
        },
      },
    });
  await calls.create(name, {}, { TemplateBody: listenerAt(8081) });
  await calls.settleIn(name, 'CREATE_COMPLETE');
  const { StackResources } = await clients.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: name }),
  );
  const ListenerArn = StackResources?.[0]?.PhysicalResourceId ?? '';
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: other }];
  await clients.elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
  await calls.update(name, {}, { TemplateBody: listenerAt(8082) });
  await calls.settleIn(name, 'UPDATE_COMPLETE');
  const { Listeners } = await clients.elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }));
  const { TargetGroupArn: found, ForwardConfig } = Listeners?.[0]?.DefaultActions?.[0] ?? {};
  const shown = found ?? ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn;
  facts.listenerTraffic = shown === other ? 'kept' : 'reset';
  await clients.cloudFormation.send(deletionOf(name));
}
