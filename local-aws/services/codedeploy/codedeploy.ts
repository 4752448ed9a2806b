import type { Operation, Service } from '../../core/service';
import type { ServicePorts } from './service-ports';
import { applicationOperations } from './applications/applications';
import { configOperations } from './configurations/configs';
import { deploymentOperations } from './deployments/deployments';
import type { CodeDeployFaults } from './faults';
import type { CodeDeployReadings } from './readings';
import { groupOperations } from './groups/groups';
import { revisionOperations } from './applications/revisions';
import { State, type CodeDeployOptions } from './state';
import { deploymentControlOperations } from './deployments/deployment-control';
import { tagOperations } from './tags';
import { targetOperations } from './deployments/targets';

/** AWS CodeDeploy for Amazon ECS (API version 2014-10-06). */
export class CodeDeploy implements Service {
  readonly operations: Readonly<Record<string, Operation>>;
  /** May be changed at any time. */
  readonly faults: CodeDeployFaults;
  /** Behaviour that AWS does not document. May be changed at any time. */
  readonly readings: CodeDeployReadings;

  constructor(ports: ServicePorts, options: CodeDeployOptions = {}) {
    const state = new State(ports, options);
    this.faults = state.faults;
    this.readings = state.readings;
    this.operations = {
      ...applicationOperations(state),
      ...groupOperations(state),
      ...deploymentOperations(state),
      ...deploymentControlOperations(state),
      ...targetOperations(state),
      ...configOperations(state),
      ...revisionOperations(state),
      ...tagOperations(state),
    };
  }
}
