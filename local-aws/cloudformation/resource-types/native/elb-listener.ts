import {
  CreateListenerCommand,
  DeleteListenerCommand,
  ModifyListenerCommand,
  type CreateListenerCommandInput,
  type ModifyListenerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clients } from './clients';
import { ACTIONS } from './elb-listener-action';
import { pick, sentNames, toInput } from './input';
import type { NativeSettings, NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = {
  LoadBalancerArn: 'string',
  Port: 'number',
  Protocol: 'string',
  DefaultActions: ACTIONS,
  Certificates: [{ CertificateArn: 'string' }],
  SslPolicy: 'string',
  AlpnPolicy: ['string'],
};

const MODIFIABLE = Object.keys(properties).filter((name) => name !== 'LoadBalancerArn');

/**
 * AWS::ElasticLoadBalancingV2::Listener. Ref is the ARN. While its properties stay the same, an update leaves the
 * traffic weights that CodeDeploy has set.
 */
export function listener({ loadBalancing }: Clients, _: unknown, settings: NativeSettings): NativeType {
  return {
    typeName: 'AWS::ElasticLoadBalancingV2::Listener',
    properties,
    required: ['DefaultActions', 'LoadBalancerArn'],
    createOnly: ['LoadBalancerArn'],
    attributes: ['ListenerArn'],
    taggable: false,
    create: async (request) => {
      const answer = await loadBalancing.send(
        new CreateListenerCommand(toInput<CreateListenerCommandInput>(request.properties)),
      );
      return answer.Listeners?.[0]?.ListenerArn ?? '';
    },
    update: async (request) => {
      const names = sentNames(settings, request, MODIFIABLE);
      const input = toInput<Partial<ModifyListenerCommandInput>>(pick(request.properties, names));
      await loadBalancing.send(new ModifyListenerCommand({ ...input, ListenerArn: request.physicalId }));
    },
    remove: async ({ physicalId }) => {
      await loadBalancing.send(new DeleteListenerCommand({ ListenerArn: physicalId }));
    },
    read: async ({ physicalId }) => ({ ListenerArn: physicalId }),
  };
}
