import {
  ModifyListenerCommand,
  ModifyRuleCommand,
  type Action,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/**
 * Carries out the AWS CLI's command that a failure names, as a shell and the CLI read it.
 * @param reason the reason of a failed release, or of a rollback, with the command that mends one forward
 * @returns the command
 */
export async function runMendingCommand(elb: ElasticLoadBalancingV2Client, reason: string): Promise<string> {
  const found =
    /Run (aws elbv2 (modify-\w+) (--[\w-]+) (\S+) (--[\w-]+) '(.*?)') and (?:update again|continue the rollback)\./.exec(
      reason,
    );
  if (!found) throw new Error(`There is no command in: ${reason}`);
  const [, command = '', operation, argument, arn, actionsArgument, json = ''] = found;
  const actions = JSON.parse(json) as Action[];
  if (operation === 'modify-rule') {
    expect([argument, actionsArgument]).toEqual(['--rule-arn', '--actions']);
    await elb.send(new ModifyRuleCommand({ RuleArn: arn, Actions: actions }));
  } else {
    expect([argument, actionsArgument]).toEqual(['--listener-arn', '--default-actions']);
    await elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: actions }));
  }
  return command;
}
