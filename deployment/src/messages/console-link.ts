/**
 * Hosts of the regional consoles. (AWS General Reference, AWS Management Console endpoints; Amazon ECS Developer Guide,
 * Retrieving Amazon ECS-optimized AMI metadata, links to those of China and GovCloud.)
 */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Where a deployment can be looked at: the page of CodeDeploy's console, or the id where no console is known. */
export function consoleLink(deploymentId: string, place: { region: string; partition: string }): string {
  const { region, partition } = place;
  const host = CONSOLES[partition];
  // Partitions of their own networks have their own consoles: the id is what helps there.
  return host
    ? `https://${region}.${host}/codesuite/codedeploy/deployments/${deploymentId}?region=${region}`
    : `deployment ${deploymentId} in ${region}`;
}
