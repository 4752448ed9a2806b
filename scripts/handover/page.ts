import { stringify } from 'yaml';
import { deleteGroupCommands, handOverCommands, importCommands, takeOutCommands } from './commands';
import type { Facts } from './facts';
import { serviceResource, supportingResources, valuesInTemplate } from './resources';
import { strategyOf } from './strategy';

/** CloudFormation reads YAML 1.1, and refuses aliases. */
const AS_CLOUDFORMATION_READS = { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 } as const;
const yaml = (resources: object) => `\`\`\`yaml\n${stringify(resources, AS_CLOUDFORMATION_READS)}\`\`\``;
const bash = (commands: string) => `\`\`\`bash\n${commands}\n\`\`\``;

/** What the command prints: the blocks of the template, the remarks and the steps, in Markdown. */
export function pageOf(facts: Facts): string {
  const { applicationName, groupName, clusterName, service, region } = facts;
  const name = service.serviceName ?? '';
  return `# Hand-over of ${applicationName}/${groupName}: service ${name} of cluster ${clusterName} in ${region}

Nothing has been changed. ECS takes the service over in five steps, while its tasks run on. No deployment may run meanwhile: end the
releases first. STACK is the name of the stack that declares the service. A step that finds the one before it not done says so and changes nothing.
${remarksOf(facts)}
## 1. Prepare the stack

Add these resources to the template. Give the service, the deployment group and the EcsDeployment \`DeletionPolicy: Retain\`. Update the stack.

${yaml(supportingResources(facts))}

## 2. Take service, group and deployment out of the stack

Remove the three from the template (here: without-service.yaml). Write the service's names literally where it refers to them, and remove the outputs that read
the other two, such as the deployment's DeploymentId. Leave the parameters as they are: the change sets of this step and of step 4 give each the value that it has.
The commands execute the change set only if it keeps all three.

${bash(takeOutCommands(facts))}

## 3. Give the service to ECS

${bash(handOverCommands(facts))}

ECS may start a deployment of the same revision now. Wait until the service is steady: \`aws ecs wait services-stable --region ${region} --cluster ${clusterName} --services ${name}\`.

## 4. Import the service

Add this resource to the template (here: import.yaml). Its values are those of the service, so write them as they are.

${yaml({ Service: serviceResource(facts, valuesInTemplate(facts)) })}

${bash(importCommands(facts))}

## 5. Tidy up

${bash(deleteGroupCommands(facts))}

Remove the application and CodeDeploy's role from the template when no other group needs them. With the next release write \`TaskDefinition: !Ref\` of the
task definition, and \`!Ref\` of the cluster for its name: neither replaces the service as long as its value is the same. Keep ServiceName.
`;
}

function remarksOf(facts: Facts): string {
  const remarks = [
    ...strategyOf(facts, {}).remarks,
    ...listenerRemarks(facts),
    ...((facts.group.triggerConfigurations ?? []).length > 0
      ? ['The triggers of the group end with it. ECS sends events of service deployments to EventBridge.']
      : []),
  ];
  return remarks.length === 0 ? '' : `\n${remarks.map((remark) => `- ${remark}`).join('\n')}\n`;
}

function listenerRemarks({ production, test }: Facts): string[] {
  return [production, ...(test ? [test] : [])]
    .filter(({ forwards, isNetwork }) => forwards > 1 && !isNetwork)
    .map(
      ({ listenerArn, forwards }) =>
        `The listener ${listenerArn} forwards to the two target groups at ${forwards} places. ECS shifts one rule. The new rule takes the requests that reach the default action; after the hand-over the other places stay at the target group that they lead to now. Merge them into one rule first.`,
    );
}
