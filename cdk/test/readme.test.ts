import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CdkProject } from './project';

const README = readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');

test('each snippet in TypeScript of the README compiles against the package', async () => {
  const snippets = [...README.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
  expect(snippets.length).toBeGreaterThan(3);
  const project = await CdkProject.create();
  const files = snippets.map((code, index) => {
    project.write(`snippet-${index}.ts`, `${DECLARED}${code}\nexport {};\n`);
    return `snippet-${index}.ts`;
  });
  await project.compile(...files);
  await project.remove();
});

/** What the snippets take from the app around them. */
const DECLARED = `
/* eslint-disable */
declare const stack: import('aws-cdk-lib').Stack;
declare const application: import('aws-cdk-lib/aws-codedeploy').EcsApplication;
declare const deploymentGroup: import('aws-cdk-lib/aws-codedeploy').EcsDeploymentGroup;
declare const taskDefinition: import('aws-cdk-lib/aws-ecs').FargateTaskDefinition;
declare const smokeTest: import('aws-cdk-lib/aws-lambda').Function;
declare const alarm: import('aws-cdk-lib/aws-cloudwatch').Alarm;
declare const topic: import('aws-cdk-lib/aws-sns').Topic;
declare const listener: import('aws-cdk-lib/aws-elasticloadbalancingv2').ApplicationListener;
declare const green: import('aws-cdk-lib/aws-elasticloadbalancingv2').ApplicationTargetGroup;
`;
