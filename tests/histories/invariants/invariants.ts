/** What holds in every history. */
export const INVARIANTS = {
  liveIsDesired:
    'The live version is the one that the stack asks for, unless the stack has failed or an operator has changed the service.',
  oneActive: 'At most one deployment of the resource is active at a time.',
  awaited: 'No operation ends before its deployment and the rollback of that deployment have ended.',
  inTime: 'Every operation ends before its timeout.',
  rollbackUntouched: "No handler stops an automatic rollback of CodeDeploy's.",
  foreignUntouched: "A handler stops an operator's deployment only if WhenBusy says so.",
  onceOnly: 'One operation starts at most one deployment.',
  othersUntouched: 'No operation changes a group or an EcsDeployment that another stack has, nor gets it.',
  exactRollback:
    'After a stack rollback the service runs exactly what it ran before the update: version, container, port, platform, network and capacity.',
  parametersAsAsked: 'When an operation succeeds, each parameter that the template sets is live.',
  nothingUnwanted:
    'While nothing is in progress on the stack, no deployment of it runs that it does not want.',
  contextWithoutNull: 'No callback context has a member that is null.',
  needed:
    'No operation deploys what runs already, unless a RedeployToken is new or a task set was left behind.',
  readable: 'Each message is one readable line without secrets.',
  causeNeeded: 'No operation fails without a cause.',
  supersededIsQuiet: 'An operation changes nothing once it is superseded by a newer one.',
  nothingLeft: 'No tag of a deleted resource, no task set and no traffic to an old task set is left.',
} as const;

export type Invariant = keyof typeof INVARIANTS;
