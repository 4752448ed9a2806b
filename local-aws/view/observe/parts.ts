/** A resource of a stack. */
export interface Part {
  logicalId: string;
  type: string;
  physicalId: string;
}

/** The names of a deployment group. */
export interface GroupName {
  application: string;
  group: string;
}

export interface ServiceName {
  cluster: string;
  service: string;
}

/** Registered under any namespace: `Org::`, or an organization's own. */
const REGISTRY_TYPE = /^(?!AWS::)\w+::CodeDeploy::EcsDeployment(Group)?$/;
const SERVICE_ARN = /:service\/(?:(?<cluster>[^/]+)\/)?(?<service>[^/]+)$/;

/** The deployment groups that resources of a stack name. */
export function groupsIn(parts: readonly Part[]): GroupName[] {
  const applications = parts
    .filter(({ type }) => type === 'AWS::CodeDeploy::Application')
    .map((part) => part.physicalId);
  const found = parts.flatMap(({ type, physicalId }): GroupName[] => {
    if (REGISTRY_TYPE.test(type)) {
      const [application = '', group = ''] = physicalId.split('|');
      return group === '' ? [] : [{ application, group }];
    }
    // The identifier of AWS's own type has only the group's name.
    if (type === 'AWS::CodeDeploy::DeploymentGroup')
      return applications.map((application) => ({ application, group: physicalId }));
    return [];
  });
  return [...new Map(found.map((name) => [`${name.application}|${name.group}`, name])).values()];
}

/** The ECS services in a stack. */
export function servicesIn(parts: readonly Part[]): ServiceName[] {
  return parts.flatMap(({ type, physicalId }) => {
    const { cluster = 'default', service } = SERVICE_ARN.exec(physicalId)?.groups ?? {};
    return type === 'AWS::ECS::Service' && service !== undefined ? [{ cluster, service }] : [];
  });
}

/** The ARNs of the listeners in a stack. */
export function listenersIn(parts: readonly Part[]): string[] {
  return parts
    .filter(({ type }) => type === 'AWS::ElasticLoadBalancingV2::Listener')
    .map(({ physicalId }) => physicalId);
}

/** The logical id of a target group or listener; for one outside of the stack, the name in its ARN. */
export function nameIn(parts: readonly Part[], arn: string): string {
  const part = parts.find(({ physicalId }) => physicalId === arn);
  if (part) return part.logicalId;
  const [kind = '', ...names] = (arn.split(':').at(-1) ?? arn).split('/');
  if (kind === 'targetgroup') return names[0] ?? arn;
  return kind === 'listener' ? `listener of ${names[1] ?? ''}` : arn;
}
