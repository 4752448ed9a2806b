import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListApplicationsCommand } from '@aws-sdk/client-codedeploy';
import type { Example } from './examples';
import type { TemplateStack } from './template-stack';

/** Creates the stack of an example, releases a version, refuses one, and deletes the stack. */
export async function liveThrough(example: Example, stack: TemplateStack): Promise<void> {
  const { file, urls, answers, release, refused, reason, reachesUsers, deployments } = example;
  await stack.createFrom(file);
  expect(stack.failures()).toEqual([]);
  expect(await now()).toEqual(answers.map(([first]) => first));

  const released = await stack.update({ parameters: release }, urls, example.whileReleasing?.(stack));
  expect(stack.failures()).toEqual([]);
  expect(stack.stack.status).toBe('UPDATE_COMPLETE');
  expect(released).toEqual(answers.map(([first, second]) => [...new Set([first, second])]));
  expect(await now()).toEqual(answers.map(([, second]) => second));

  const seen = await stack.update({ parameters: refused }, urls, example.whileRefusing?.(stack));
  expect(stack.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stack.failures()).toContainEqual(expect.stringMatching(reason));
  expect(seen).toEqual(
    answers.map(([, second, third]) => (reachesUsers ? [...new Set([second, third])] : [second])),
  );
  expect(await now()).toEqual(answers.map(([, second]) => second));
  expect(await stack.deployments()).toEqual(deployments);
  const { told = [] } = example;
  expect(stack.account.aws.sns.messages.map(({ message }) => message)).toEqual(
    told.map((text) => expect.stringMatching(text) as unknown),
  );

  await stack.delete();
  expect(stack.failures()).toEqual([]);
  expect(await leftBehind(stack)).toEqual({ applications: [], loadBalancers: [], targetGroups: [] });

  function now(): Promise<string[]> {
    return Promise.all(urls.map((url) => stack.answer(url)));
  }
}

/** What would cost money, or block a next stack of the same template. */
async function leftBehind(stack: TemplateStack): Promise<Record<string, unknown>> {
  const elb = new ElasticLoadBalancingV2Client(stack.client());
  const { applications } = await stack.codeDeploy.send(new ListApplicationsCommand({}));
  const { LoadBalancers: loadBalancers } = await elb.send(new DescribeLoadBalancersCommand({}));
  const { TargetGroups: targetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
  return { applications, loadBalancers, targetGroups };
}
