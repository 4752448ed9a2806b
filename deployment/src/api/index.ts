import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { clientOf, type Connection } from '../../../runtime/aws/connection';
import { DeploymentCalls } from './deployments';
import { GroupCalls } from './group';
import { ServiceCalls } from './service';

/**
 * Every AWS call of this type; the files of this folder are the only ones that make any. `find…` returns undefined for
 * what does not exist; every other refusal of AWS is thrown as the SDK throws it.
 */
export class Api {
  readonly group: GroupCalls;
  readonly deployments: DeploymentCalls;
  readonly service: ServiceCalls;

  constructor(connection: Connection) {
    const codeDeploy = clientOf(CodeDeployClient, connection);
    this.group = new GroupCalls(codeDeploy);
    this.deployments = new DeploymentCalls(codeDeploy);
    this.service = new ServiceCalls(connection);
  }
}
