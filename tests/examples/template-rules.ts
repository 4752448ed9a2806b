import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Settings } from '#local-aws';
import type { TemplateStack } from './template-stack';

/** How a rule of docs/template.md is broken. */
export interface BrokenRule {
  /** The example that keeps the rule. */
  file: string;
  /** Changes of its text, after which it does not. */
  changes: readonly (readonly [from: string, to: string])[];
  settings?: Partial<Settings>;
  /** What follows the creation of the stack; by default nothing. */
  then?: (stack: TemplateStack) => Promise<unknown>;
}

const MINIMAL = 'minimal.yaml';
const HOOK = 'blue-green.yaml';
const APPROVAL = 'canary-approval.yaml';
const NOTHING = '';

const release = (stack: TemplateStack) => stack.update({ parameters: { Version: '2' } });

const releaseAndDelete = async (stack: TemplateStack) => {
  await release(stack);
  await stack.delete();
};

/** The rules of the page, each as its first column has it. */
export const BROKEN_RULES: Readonly<Record<string, BrokenRule>> = {
  'The service names only the family of its task definition': {
    file: MINIMAL,
    changes: [['TaskDefinition: !Sub ${AWS::StackName}-web', 'TaskDefinition: !Ref TaskDefinition']],
    then: release,
  },
  'The service has `DependsOn` on its task definition, and on the listener or rule of its target group': {
    file: MINIMAL,
    changes: [['    DependsOn: [TaskDefinition, ProductionListener]\n', NOTHING]],
  },
  'The service has `DeploymentController: { Type: CODE_DEPLOY }`': {
    file: MINIMAL,
    changes: [['      DeploymentController: { Type: CODE_DEPLOY }\n', NOTHING]],
  },
  'The template leaves `DesiredCount` as it was at the creation': {
    file: MINIMAL,
    changes: [
      ['DesiredCount: 2', 'DesiredCount: !Ref Count'],
      ['\nResources:', '  Count: { Type: Number, Default: 2 }\n\nResources:'],
    ],
    settings: { listenerUpdates: 'whole' },
    then: (stack) => stack.update({ parameters: { Count: '3' } }),
  },
  'The task definition has `UpdateReplacePolicy: Retain`': {
    file: MINIMAL,
    changes: [['    UpdateReplacePolicy: Retain\n', NOTHING]],
    then: async (stack) => {
      await release(stack);
      const ecs = new ECSClient(stack.client());
      const { taskDefinition } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: 'app-web:1' }),
      );
      expect(taskDefinition?.status).toBe('INACTIVE');
    },
  },
  'The deployment names the container and the port that the load balancer sends requests to': {
    file: MINIMAL,
    changes: [
      ['- Name: web\n', '- Name: !If [IsFirst, web, app]\n'],
      ['\nResources:', '\nConditions:\n  IsFirst: !Equals [!Ref Version, "1"]\n\nResources:'],
    ],
    then: release,
  },
  'The target groups have `TargetType: ip` when the tasks have the network mode awsvpc': {
    file: MINIMAL,
    changes: [['TargetType: ip', 'TargetType: instance']],
  },
  'The group names two different target groups': {
    file: MINIMAL,
    changes: [['!GetAtt GreenTargetGroup.TargetGroupName', '!GetAtt BlueTargetGroup.TargetGroupName']],
  },
  'It names them by name: `!GetAtt BlueTargetGroup.TargetGroupName`': {
    file: MINIMAL,
    changes: [['!GetAtt BlueTargetGroup.TargetGroupName', '!Ref BlueTargetGroup']],
  },
  "The production listener forwards to the service's target group, both in the template": {
    file: MINIMAL,
    changes: [
      [
        '- { Type: forward, TargetGroupArn: !Ref BlueTargetGroup }',
        '- { Type: forward, TargetGroupArn: !Ref GreenTargetGroup }',
      ],
    ],
  },
  'A listener that forwards has `DependsOn` on the second target group': {
    file: MINIMAL,
    changes: [['    DependsOn: GreenTargetGroup\n', NOTHING]],
    then: releaseAndDelete,
  },
  'So has a rule that forwards': {
    file: 'two-services.yaml',
    changes: [['    DependsOn: ShopGreen\n', NOTHING]],
    then: async (stack) => {
      await stack.update({ parameters: { ShopVersion: '2' } });
      await stack.delete();
    },
  },
  'A group whose deployment has the hook `AfterAllowTestTraffic` has a test listener': {
    file: HOOK,
    changes: [['            TestTrafficRoute: { ListenerArns: [!Ref TestListener] }\n', NOTHING]],
    then: release,
  },
  "The group's role trusts `codedeploy.amazonaws.com`": {
    file: MINIMAL,
    changes: [
      ['Principal: { Service: codedeploy.amazonaws.com }', 'Principal: { Service: ecs.amazonaws.com }'],
    ],
  },
  'It has the policy AWSCodeDeployRoleForECS': {
    file: MINIMAL,
    changes: [
      [
        '      ManagedPolicyArns:\n        - !Sub arn:${AWS::Partition}:iam::aws:policy/AWSCodeDeployRoleForECS\n',
        NOTHING,
      ],
    ],
  },
  'With AWSCodeDeployRoleForECSLimited instead, the execution role is named `ecsTaskExecutionRole` or `ECSTaskExecution…`':
    {
      file: HOOK,
      changes: [['AWSCodeDeployRoleForECS\n', 'AWSCodeDeployRoleForECSLimited\n']],
      then: release,
    },
  'A hook function reports `Succeeded` or `Failed`, whatever happens in it': {
    file: HOOK,
    changes: [['const status = await check();', 'const status = await check(); return;']],
    then: release,
  },
  'An alarm of the group is quiet before a release': {
    file: APPROVAL,
    changes: [],
    then: async (stack) => {
      await stack.setAlarm('ErrorsAlarm', 'ALARM');
      await release(stack);
    },
  },
  'A wait for an approval has `ActionOnTimeout: STOP_DEPLOYMENT`': {
    file: APPROVAL,
    changes: [['ActionOnTimeout: STOP_DEPLOYMENT', 'ActionOnTimeout: CONTINUE_DEPLOYMENT']],
  },
  'A person approves while the deployment waits': { file: APPROVAL, changes: [], then: release },
  'The topic of a trigger exists in the region': {
    file: MINIMAL,
    changes: [
      [
        '      ECSServices:\n',
        `      TriggerConfigurations:
        - TriggerName: people
          TriggerTargetArn: !Sub arn:aws:sns:\${AWS::Region}:\${AWS::AccountId}:nowhere
          TriggerEvents: [DeploymentFailure]
      ECSServices:
`,
      ],
    ],
  },
  'The deployment gets the name of the group by `!GetAtt DeploymentGroup.Name`': {
    file: MINIMAL,
    changes: [['!GetAtt DeploymentGroup.Name', '!Ref DeploymentGroup']],
  },
  'What may change only after the release has `DependsOn: Deployment`': {
    file: HOOK,
    changes: [['    DependsOn: Deployment\n', NOTHING]],
    then: async (stack) => {
      const early: string[] = [];
      await stack.update({ parameters: { Version: '2' } }, ['Url'], (answers) => {
        const isDone = stack.stack.resources.get('ReleasedVersion')?.status === 'UPDATE_COMPLETE';
        if (isDone) early.push(...answers);
        return Promise.resolve();
      });
      expect(early).toContain('ok from version 1');
    },
  },
};
