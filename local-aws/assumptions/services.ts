import { NOT_WRITTEN, simplified, unnoticed, type Assumption } from './assumption';

export const SERVICES: readonly Assumption[] = [
  simplified('svc-01', 'credentials', 'any are accepted; the caller is `user/<access key id>`'),
  simplified(
    'svc-02',
    'IAM permissions of callers',
    'not checked, except for handlers of resource types (cfn-37); `aws.faults.deny` refuses calls. For roles that CodeDeploy and Lambda assume, the trust policy without its conditions and the actions are checked; for `lambda:InvokeFunction` and `iam:PassRole` also resources and conditions. Condition keys of all services (`aws:…`) count as fitting, operators other than those of strings, ARNs and Bool as not fitting',
  ),
  simplified(
    'svc-03',
    'a missing required member',
    "the common sentence \"1 validation error detected: Value null at 'x' …\" under the service's error code for it; CodeDeploy has its own errors",
  ),
  simplified(
    'svc-04',
    'VPCs, subnets, security groups, certificates',
    'names that are stored as given. While a load balancer, or a task of a service, is in a security group, CloudFormation tries for 15 minutes to delete it, then fails with `resource sg-… has a dependent object`; rules that name the group do not count',
  ),
  {
    id: 'svc-05',
    question: 'a target group without a healthy target',
    decision: 'status 503, also where AWS would fail open',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence:
      'Elastic Load Balancing User Guide, target group health: a load balancer fails open when no target is healthy',
    dependsOn:
      'Nothing: no handler reads target health. It is what users of the local AWS see during a bad release.',
    readings: [
      { name: 'unavailable', says: 'status 503' },
      { name: 'failOpen', says: 'requests go to all targets' },
    ],
    noProbe: NOT_WRITTEN,
  },
  simplified(
    'svc-06',
    'stickiness, draining of connections, health check settings',
    'stored, without effect',
  ),
  simplified('svc-07', 'rule conditions', 'path, host, header, method and query string; others are refused'),
  simplified(
    'svc-08',
    'listener and rule actions',
    'forward, fixed-response and redirect; others are refused',
  ),
  simplified('svc-09', 'TLS', 'a setting of listeners; traffic is plain HTTP'),
  {
    id: 'svc-10',
    question: 'platform version of a task set for LATEST',
    decision: '`1.4.0`; the service itself shows LATEST',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'Published outputs of describe-services and describe-task-sets',
    dependsOn: 'The default of PlatformVersion, and the comparison of the live task set with the template.',
    readings: [
      { name: 'number', says: 'the task set shows `1.4.0`' },
      { name: 'latest', says: 'the task set shows LATEST' },
    ],
    noProbe: NOT_WRITTEN,
  },
  unnoticed(
    'svc-11',
    'target group of a task set',
    'may be behind no load balancer yet; CreateService requires one',
  ),
  {
    id: 'svc-12',
    question: 'limit of five task sets',
    decision: 'task sets that are draining do not count',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Amazon ECS service quotas: five task sets per service',
    dependsOn: 'Whether a deployment can start while an older task set drains.',
    readings: [
      { name: 'withoutDraining', says: 'draining task sets do not count' },
      { name: 'all', says: 'every task set counts until it is gone' },
    ],
    noProbe: NOT_WRITTEN,
  },
  unnoticed(
    'svc-13',
    'a task set without platform version, network or capacity providers',
    'gets those of the service',
  ),
  simplified('svc-14', 'tasks that are scaled in', 'end at once; only whole task sets drain'),
  simplified(
    'svc-15',
    'a deployment of the ECS controller',
    'new tasks become healthy, then the old ones drain; no percentages, no circuit breaker',
  ),
  unnoticed('svc-16', 'a deleted service', 'DRAINING, then INACTIVE and still shown'),
  simplified('svc-17', 'a new version of a function, a new load balancer attribute', 'takes effect at once'),
  simplified('svc-18', 'a deregistered task definition', 'stays INACTIVE; running tasks are left alone'),
  simplified('svc-19', 'alarms', 'keep their state until SetAlarmState'),
  simplified('svc-20', 'log events', 'have no limits of size or age'),
  simplified(
    'svc-21',
    'a value that its enum does not have',
    "Elastic Load Balancing refuses it with the common sentence (\"Value 'HTTQ' at 'protocol' … Member must satisfy enum value set\"); CodeDeploy has its own errors; the other services store the value",
  ),
  simplified(
    'svc-31',
    'aliases and published versions of functions',
    'there are none: a hook that names one does not exist. `$LATEST` is taken',
  ),
  {
    id: 'svc-32',
    question: '`iam:PassRole` when a task set is created',
    decision:
      "CodeDeploy's service role has to pass execution role and task role; otherwise the deployment fails with `IAM_ROLE_PERMISSIONS` for AmazonECS",
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'AWSCodeDeployRoleForECS has `iam:PassRole`; reports of failed deployments without it',
    dependsOn: 'The advice in the failure message of a deployment.',
    readings: [
      { name: 'checked', says: 'the deployment fails' },
      { name: 'unchecked', says: 'the deployment goes on' },
    ],
    noProbe: NOT_WRITTEN,
  },
  simplified(
    'svc-34',
    'S3: who may do what',
    'everybody: bucket policies, public access blocks and ACLs are stored and not asked',
  ),
  simplified(
    'svc-35',
    'S3: versions of objects',
    'only the newest is kept; with versioning it has a version id. A deleted object is gone, without a delete marker',
  ),
  simplified(
    'svc-36',
    'S3: settings of a bucket',
    'stored, without effect; a new bucket has AES256 encryption, a full public access block and `BucketOwnerEnforced`',
  ),
  simplified(
    'svc-37',
    'S3: checksums',
    'MD5, CRC32, SHA-1 and SHA-256 are checked, others stored; an object that was uploaded in parts has none',
  ),
  simplified(
    'svc-38',
    'STS AssumeRole',
    'every role that exists may be assumed by everybody, whatever its trust policy says',
  ),
  simplified(
    'svc-39',
    "AWS's managed policies that `managed-policies.ts` does not list",
    'can be attached and allow nothing; a name that differs by up to three characters from a listed one is refused as misspelt',
  ),
  simplified(
    'svc-40',
    'Secrets Manager: deletion',
    'at once, without a recovery window; the name is free again',
  ),
  simplified(
    'svc-41',
    'tasks that have ended',
    'are not shown any more; those of a task set that drains have the desired status STOPPED until then',
  ),
  simplified(
    'svc-42',
    'Application Auto Scaling',
    '60 s after a registration, and after each change of a desired count, it brings the count into the limits of the target; no policy scales, and no alarm is made, because no metric of ECS is measured',
  ),
  simplified(
    'svc-43',
    'composite alarms',
    'are in ALARM while their rule holds, otherwise in OK, from the moment they exist; a name of no alarm is in no state. CodeDeploy watches one like any alarm. Action suppressors are stored, without effect',
  ),
  simplified(
    'svc-44',
    'certificates',
    'any name is one; those of `AddListenerCertificates` are kept and listed, without effect',
  ),
  {
    id: 'svc-45',
    question: 'a production listener of a Network Load Balancer during a deployment',
    decision: 'forwards to one target group at a time, without weights',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'CodeDeploy User Guide: a Network Load Balancer takes all-at-once deployments only',
    dependsOn: 'Nothing: the check of the production listener reads target groups, not weights.',
    readings: [
      { name: 'single', says: 'one target group' },
      { name: 'weights', says: 'both target groups with weights' },
    ],
    noProbe: NOT_WRITTEN,
  },
  simplified(
    'svc-46',
    'capacity providers',
    'start no instances, so tasks start as on Fargate; every cluster has FARGATE and FARGATE_SPOT',
  ),
  simplified(
    'svc-47',
    'an event that a rule of EventBridge matches',
    'reaches its targets a second later; a topic whose policy does not allow EventBridge gets nothing. Subscribers of topics get nothing',
  ),
  {
    id: 'svc-48',
    question: 'UpdateService from the controller CODE_DEPLOY to ECS',
    decision:
      "the PRIMARY task set goes on as the service's deployment, without a new task, as long as the load balancers name its target group and container; refused while a deployment of CodeDeploy runs. Every other change of the controller is refused",
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence:
      'Amazon ECS API Reference, UpdateService: changed load balancers start new tasks; the guide for the migration does not say what its first update does',
    dependsOn: 'Whether docs/moving-on.md has to wait for a deployment in its third step, which it does.',
    readings: [
      { name: 'goesOn', says: 'no new task' },
      { name: 'deploys', says: 'a deployment of the same revision by the new strategy' },
    ],
    noProbe: NOT_WRITTEN,
  },
  simplified(
    'svc-49',
    'the strategies BLUE_GREEN, CANARY and LINEAR of an ECS service',
    "new tasks in the other target group, then the test rule, the production rule by the strategy's steps, and the bake time; no alarms, no circuit breaker, no rollback. A deployment with lifecycle hooks is refused, and so is a second one while the first runs",
  ),
  simplified(
    'svc-50',
    "import of AWS's own types",
    '`AWS::ECS::Service` by ServiceArn and Cluster; its values are not compared with the template, and no update is called',
  ),
  simplified(
    'svc-51',
    'executions of state machines',
    'start at once, and a task takes no virtual time; only the intervals of Retry do. A state machine with other states than tasks of Lambda functions can be created; StartExecution refuses it with the name of the state',
  ),
];
