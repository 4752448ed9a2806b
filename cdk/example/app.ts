import { App, Stack } from 'aws-cdk-lib';
import { Shop } from './shop';

/*
 * A service that CodeDeploy deploys blue/green. `cdk deploy --context version=2` releases the next version: its task
 * definition changes, so the stack's update runs one deployment and waits for it.
 */
const app = new App();
const stack = new Stack(app, 'Shop');
new Shop(stack, 'Web', {
  version: app.node.getContext('version') as string,
  answer: app.node.getContext('answer') as string,
});
