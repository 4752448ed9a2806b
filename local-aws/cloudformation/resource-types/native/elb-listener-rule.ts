import {
  CreateRuleCommand,
  DeleteRuleCommand,
  ModifyRuleCommand,
  SetRulePrioritiesCommand,
  type CreateRuleCommandInput,
  type ModifyRuleCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clients } from './clients';
import { ACTIONS } from './elb-listener-action';
import { pick, sentNames, toInput } from './input';
import type { NativeSettings, NativeType } from './native-type';
import type { Fields } from './shape';

const values = { Values: ['string'] } as const;
const properties: Fields = {
  ListenerArn: 'string',
  Priority: 'number',
  Actions: ACTIONS,
  Conditions: [
    {
      Field: 'string',
      Values: ['string'],
      PathPatternConfig: values,
      HostHeaderConfig: values,
      HttpHeaderConfig: { HttpHeaderName: 'string', Values: ['string'] },
      HttpRequestMethodConfig: values,
      QueryStringConfig: { Values: [{ Key: 'string', Value: 'string' }] },
      SourceIpConfig: values,
    },
  ],
};

/** AWS::ElasticLoadBalancingV2::ListenerRule. Ref is the ARN. */
export function listenerRule({ loadBalancing }: Clients, _: unknown, settings: NativeSettings): NativeType {
  return {
    typeName: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    properties,
    required: ['Actions', 'Conditions', 'ListenerArn', 'Priority'],
    createOnly: ['ListenerArn'],
    attributes: ['RuleArn', 'IsDefault'],
    taggable: false,
    create: async (request) => {
      const answer = await loadBalancing.send(
        new CreateRuleCommand(toInput<CreateRuleCommandInput>(request.properties)),
      );
      return answer.Rules?.[0]?.RuleArn ?? '';
    },
    update: async (request) => {
      const RuleArn = request.physicalId;
      // A change of Priority alone is an update of the rule too, and `whole` sends its actions again.
      const sent = sentNames(settings, request, ['Actions', 'Conditions', 'Priority']);
      const modified = sent.filter((name) => name !== 'Priority');
      if (modified.length > 0) {
        const input = toInput<Partial<ModifyRuleCommandInput>>(pick(request.properties, modified));
        await loadBalancing.send(new ModifyRuleCommand({ ...input, RuleArn }));
      }
      if (request.changed('Priority')) {
        const RulePriorities = [{ RuleArn, Priority: Number(request.properties.Priority) }];
        await loadBalancing.send(new SetRulePrioritiesCommand({ RulePriorities }));
      }
    },
    remove: async ({ physicalId }) => {
      await loadBalancing.send(new DeleteRuleCommand({ RuleArn: physicalId }));
    },
    read: async ({ physicalId }) => ({ RuleArn: physicalId, IsDefault: false }),
  };
}
