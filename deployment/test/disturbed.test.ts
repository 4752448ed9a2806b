import { ListTagsForResourceCommand } from '@aws-sdk/client-codedeploy';
import { describeDisturbances, inWords, type Outcome } from '../../tests/kit/disturbance-matrix';
import type { Answer } from '#test-kit';
import { shortHash } from '../../runtime/naming';
import { flows } from './disturbed-flows';
import { groupArn } from './disturbed-scene';
import { given, type Given } from './given';

/** How the operation that has created the resource shows in the owner tag. */
const CREATED = shortHash('token-of-the-create');

/** What is left in the end; names and ids, which no two runs share, apart. */
async function outcome(scene: Given, answer: Answer): Promise<Outcome> {
  const atTheEnd = await scene.deployments();
  const running = atTheEnd.filter(({ completeTime }) => !completeTime).map(({ status }) => status);
  await scene.aws.clock.advance(2 * 60 * 60);
  const deployments = await scene.deployments();
  const tags = await tagsOf(scene);
  const model = JSON.stringify(answer.resourceModel ?? null)
    .replaceAll(scene.service.serviceName, 'web')
    .replace(/d-[A-Z0-9]{9}/, (id) => `number ${deployments.findIndex((each) => each.deploymentId === id)}`);
  return {
    status: answer.status,
    errorCode: answer.errorCode,
    model,
    running,
    live: await scene.live(),
    tags,
    owner: tags.length === 0 ? 'nobody' : tags.some((tag) => tag.includes(CREATED)) ? 'the create' : 'it',
    deployments: deployments.map(({ creator, status }) => `${creator ?? ''} ${status ?? ''}`),
  };
}

async function tagsOf(scene: Given): Promise<string[]> {
  const { Tags } = await scene.codeDeploy.send(
    new ListTagsForResourceCommand({ ResourceArn: groupArn(scene) }),
  );
  // When an operation began is another moment when nobody has heard its first answer.
  return Tags!.map(({ Key, Value }) => `${Key ?? ''} ${(Value ?? '').replace(/@\S+/, '')}`);
}

describeDisturbances({
  title: 'Org::CodeDeploy::EcsDeployment',
  summary: ({ status, errorCode, owner, live, deployments }) =>
    `${String(errorCode ?? status)}, marked by ${String(owner)}, version ${String(live)}: ${inWords(deployments)}`,
  flows,
  open: (aws, name, options) => given({ aws, name, inProcess: true, ...options }),
  outcome,
});
