import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { BlueGreenService } from '#local-aws';

/** The revisions of a blue/green service's task definition; the service begins with 1. */
export type Version = 1 | 2 | 3;

/**
 * An AppSpec that deploys a version of a service, as CreateDeployment takes it.
 * @param hooks names of Lambda functions by lifecycle event
 */
export function appSpecRevision(
  service: BlueGreenService,
  version: Version,
  hooks: Record<string, string> = {},
): RevisionLocation {
  const properties = {
    TaskDefinition: service.taskDefinitions[version - 1],
    LoadBalancerInfo: { ContainerName: service.containerName, ContainerPort: service.containerPort },
  };
  const content = JSON.stringify({
    version: '0.0',
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: properties } }],
    ...(Object.keys(hooks).length > 0 && {
      Hooks: Object.entries(hooks).map(([event, functionName]) => ({ [event]: functionName })),
    }),
  });
  return { revisionType: 'AppSpecContent', appSpecContent: { content } };
}
