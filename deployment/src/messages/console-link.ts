/**
 * Hosts of the regional consoles. (AWS General Reference, AWS Management Console endpoints; Amazon ECS Developer Guide,
 * Retrieving Amazon ECS-optimized AMI metadata, links to those of China and GovCloud.)
 */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The link to a deployment in CodeDeploy's console; its id and region in a partition whose console is not known. */
export function consoleLink(deploymentId: string, place: { region: string; partition: string }): string {
  const { region, partition } = place;
  const host = CONSOLES[partition];
  // In any other partition, the id and the region help to find the deployment.
  return host
    ? `https://${region}.${host}/codesuite/codedeploy/deployments/${deploymentId}?region=${region}`
    : `deployment ${deploymentId} in ${region}`;
}
