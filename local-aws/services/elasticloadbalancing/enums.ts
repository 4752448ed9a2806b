import type { EnumMembers } from '../../protocols/service-description';

/**
 * The enums in the inputs of the operations of this service.
 * Source: Elastic Load Balancing API Reference, version 2015-12-01, "Valid Values" of each member.
 */
export const ENUMS: EnumMembers = {
  Action: { Type: 'ActionTypeEnum' },
  AuthenticateCognitoActionConfig: {
    OnUnauthenticatedRequest: 'AuthenticateCognitoActionConditionalBehaviorEnum',
  },
  AuthenticateOidcActionConfig: {
    OnUnauthenticatedRequest: 'AuthenticateOidcActionConditionalBehaviorEnum',
  },
  CreateListenerInput: { Protocol: 'ProtocolEnum' },
  CreateLoadBalancerInput: {
    EnablePrefixForIpv6SourceNat: 'EnablePrefixForIpv6SourceNatEnum',
    IpAddressType: 'IpAddressType',
    Scheme: 'LoadBalancerSchemeEnum',
    Type: 'LoadBalancerTypeEnum',
  },
  CreateTargetGroupInput: {
    HealthCheckProtocol: 'ProtocolEnum',
    IpAddressType: 'TargetGroupIpAddressTypeEnum',
    Protocol: 'ProtocolEnum',
    TargetType: 'TargetTypeEnum',
  },
  JwtValidationActionAdditionalClaim: { Format: 'JwtValidationActionAdditionalClaimFormatEnum' },
  ModifyListenerInput: { Protocol: 'ProtocolEnum' },
  ModifyTargetGroupInput: { HealthCheckProtocol: 'ProtocolEnum' },
  MutualAuthenticationAttributes: {
    AdvertiseTrustStoreCaNames: 'AdvertiseTrustStoreCaNamesEnum',
    TrustStoreAssociationStatus: 'TrustStoreAssociationStatusEnum',
  },
  RedirectActionConfig: { StatusCode: 'RedirectActionStatusCodeEnum' },
  RuleTransform: { Type: 'TransformTypeEnum' },
  SetSecurityGroupsInput: {
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic:
      'EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum',
  },
  SetSubnetsInput: {
    EnablePrefixForIpv6SourceNat: 'EnablePrefixForIpv6SourceNatEnum',
    IpAddressType: 'IpAddressType',
  },
  SourceIpConditionConfig: { IpAddressType: 'SourceIpAddressTypeEnum' },
};
