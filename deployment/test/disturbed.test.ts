import { ListTagsForResourceCommand } from '@aws-sdk/client-codedeploy';
import { describeDisturbances, type Outcome } from '../../testing/disturbance-matrix';
import type { Answer } from '../../testing/operation';
import { flows } from './disturbed-flows';
import { groupArn } from './disturbed-scene';
import { given, type Given } from './given';

/** What is left in the end; names and ids, which no two runs share, apart. */
async function outcome(scene: Given, answer: Answer): Promise<Outcome> {
  const atTheEnd = await scene.deployments();
  const running = atTheEnd.filter(({ completeTime }) => !completeTime).map(({ status }) => status);
  await scene.aws.clock.advance(2 * 60 * 60);
  const deployments = await scene.deployments();
  const model = JSON.stringify(answer.resourceModel ?? null)
    .replaceAll(scene.service.serviceName, 'web')
    .replace(/d-[A-Z0-9]{9}/, (id) => `number ${deployments.findIndex((each) => each.deploymentId === id)}`);
  return {
    status: answer.status,
    errorCode: answer.errorCode,
    model,
    running,
    live: await scene.live(),
    tags: await tagsOf(scene),
    deployments: deployments.map(({ creator, status }) => `${creator ?? ''} ${status ?? ''}`),
  };
}

async function tagsOf(scene: Given) {
  const { Tags } = await scene.codeDeploy.send(
    new ListTagsForResourceCommand({ ResourceArn: groupArn(scene) }),
  );
  // When an operation began is another moment when nobody has heard its first answer.
  return Tags!.map(({ Key, Value }) => `${Key ?? ''} ${(Value ?? '').replace(/@\S+/, '')}`);
}

describeDisturbances({
  title: 'Org::CodeDeploy::EcsDeployment',
  flows,
  open: (aws, name, options) => given({ aws, name, inProcess: true, ...options }),
  outcome,
});
