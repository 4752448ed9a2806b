import { describeDeployments, describeFaultMatrix, type Answer, type Outcome } from '#test-kit';
import { shortHash } from '../../runtime/owner/naming';
import type { DeploymentScenario } from './deployment-scenario';
import { flows } from './fault-matrix-flows';
import { openOn } from './fault-matrix-scenario';

/** How the operation that has created the resource shows in the owner tag. */
const CREATED = shortHash('token-of-the-create');

/** What is left in the end, without names and ids, which no two runs share. */
async function outcome(scenario: DeploymentScenario, answer: Answer): Promise<Outcome> {
  const atTheEnd = await scenario.deployments();
  const running = atTheEnd.filter(({ completeTime }) => !completeTime).map(({ status }) => status);
  await scenario.aws.clock.advance(2 * 60 * 60);
  const deployments = await scenario.deployments();
  const tags = await tagsOf(scenario);
  const model = JSON.stringify(answer.resourceModel ?? null)
    .replaceAll(scenario.service.serviceName, 'web')
    .replace(/d-[A-Z0-9]{9}/, (id) => `number ${deployments.findIndex((each) => each.deploymentId === id)}`);
  return {
    status: answer.status,
    errorCode: answer.errorCode,
    model,
    running,
    live: await scenario.liveVersion(),
    tags,
    owner: tags.length === 0 ? 'none' : tags.some((tag) => tag.includes(CREATED)) ? 'the create' : 'it',
    deployments: deployments.map(({ creator, status }) => `${creator ?? ''} ${status ?? ''}`),
  };
}

async function tagsOf(scenario: DeploymentScenario): Promise<string[]> {
  const tags = Object.entries(await scenario.groupTags());
  // An operation whose first answer was lost has begun at another moment.
  return tags.map(([key, value]) => `${key} ${value.replace(/@\S+/, '')}`);
}

describeFaultMatrix({
  title: 'Org::CodeDeploy::EcsDeployment',
  summary: ({ status, errorCode, owner, live, deployments }) =>
    `${String(errorCode ?? status)}, owner tag of ${String(owner)}, version ${String(live)}: ${describeDeployments(deployments)}`,
  flows,
  open: openOn,
  outcome,
});
