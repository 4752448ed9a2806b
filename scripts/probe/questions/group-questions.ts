import { acceptance, call, refusal, type Question } from './question';

const INVALID_BALANCER = 'InvalidLoadBalancerInfoException';
const INVALID_PAIR = 'InvalidTargetGroupPairException';
const GONE_GROUP = 'DeploymentGroupDoesNotExistException';

/** What is asked about the group and its service. */
export const GROUP_QUESTIONS: readonly Question[] = [
  acceptance('grp-02', ({ absentConfig }) => absentConfig, 'allAtOnce', 'refused'),
  refusal('grp-03', ({ keepAlive }) => keepAlive, {
    InvalidBlueGreenDeploymentConfigurationException: 'blueGreen',
    InvalidInputException: 'input',
  }),
  refusal('grp-07', ({ equalTargetGroups }) => equalTargetGroups, {
    [INVALID_PAIR]: 'pair',
    [INVALID_BALANCER]: 'loadBalancer',
  }),
  acceptance('grp-08', ({ missingTargetGroup }) => missingTargetGroup, 'atDeployment', 'atCreation'),
  refusal('grp-09', ({ missingListener }) => missingListener, {
    [INVALID_BALANCER]: 'loadBalancer',
    [INVALID_PAIR]: 'pair',
  }),
  call(
    'grp-12',
    ({ halfBlueGreen }) => halfBlueGreen,
    (code, value) => (code === undefined ? (value?.kept ? 'kept' : 'default') : 'refused'),
  ),
  {
    id: 'grp-13',
    answer: ({ updatedListener }) =>
      updatedListener && {
        reading: updatedListener.targetGroups > 1 ? 'prepared' : 'untouched',
        evidence: `target groups of the listener: ${updatedListener.targetGroups}`,
      },
  },
  acceptance('grp-15', ({ updateWhileDeploying }) => updateWhileDeploying, 'accepted', 'refused'),
  {
    id: 'grp-16',
    answer: ({ neverSetRollback }) =>
      neverSetRollback && {
        reading: neverSetRollback.shown ? 'disabled' : 'absent',
        evidence: `GetDeploymentGroup ${neverSetRollback.shown ? 'shows' : 'omits'} autoRollbackConfiguration`,
      },
  },
  acceptance('grp-17', ({ deploymentOfDeletedGroup }) => deploymentOfDeletedGroup, 'readable', 'gone'),
  acceptance('grp-18', ({ tagsOfMissingGroup }) => tagsOfMissingGroup, 'none', 'refused'),
  {
    id: 'grp-19',
    answer: ({ afterStop: { lastSuccessfulIsRollback } = {} }) =>
      lastSuccessfulIsRollback === undefined
        ? undefined
        : {
            reading: lastSuccessfulIsRollback ? 'rollbackCounts' : 'rollbackDoesNotCount',
            evidence: `lastSuccessfulDeployment ${lastSuccessfulIsRollback ? 'is' : 'is not'} the rollback`,
          },
  },
  call(
    'grp-20',
    ({ unusableRole }) => unusableRole,
    (code) => (code === 'InvalidRoleException' ? 'roleError' : 'other'),
  ),
  call(
    'grp-21',
    ({ missingGroup }) => missingGroup,
    (code) => (code === GONE_GROUP ? 'groupError' : 'other'),
  ),
  {
    id: 'cfn-41',
    answer: ({ listenerTraffic }) =>
      listenerTraffic && {
        reading: listenerTraffic === 'kept' ? 'changed' : 'whole',
        evidence: `after a change of its port the listener's traffic was ${listenerTraffic}`,
      },
  },
  {
    id: 'svc-10',
    answer: ({ platformVersion }) =>
      platformVersion === undefined
        ? undefined
        : {
            reading: platformVersion === 'LATEST' ? 'latest' : 'number',
            evidence: `the task set shows ${platformVersion}`,
          },
  },
];
