import {
  AddListenerCertificatesCommand,
  RemoveListenerCertificatesCommand,
  type Certificate,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ValueMap } from '../../values/value';
import type { Clients } from './clients';
import { textOf, toInput } from './input';
import type { NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = { ListenerArn: 'string', Certificates: [{ CertificateArn: 'string' }] };

/** AWS::ElasticLoadBalancingV2::ListenerCertificate: certificates besides the listener's default one. Ref is made up. */
export function listenerCertificate({ loadBalancing }: Clients): NativeType {
  const inputOf = ({ ListenerArn, Certificates }: ValueMap) => ({
    ListenerArn: textOf({ ListenerArn: ListenerArn ?? '' }, 'ListenerArn'),
    Certificates: toInput<Certificate[]>(Certificates ?? []),
  });
  return {
    typeName: 'AWS::ElasticLoadBalancingV2::ListenerCertificate',
    properties,
    required: ['Certificates', 'ListenerArn'],
    createOnly: ['ListenerArn'],
    attributes: ['Id'],
    taggable: false,
    create: async (request) => {
      await loadBalancing.send(new AddListenerCertificatesCommand(inputOf(request.properties)));
      return request.generatedName(64);
    },
    update: async (request) => {
      await loadBalancing.send(new RemoveListenerCertificatesCommand(inputOf(request.previous)));
      await loadBalancing.send(new AddListenerCertificatesCommand(inputOf(request.properties)));
    },
    remove: async ({ properties: declared }) => {
      await loadBalancing.send(new RemoveListenerCertificatesCommand(inputOf(declared)));
    },
    read: async ({ physicalId }) => ({ Id: physicalId }),
  };
}
