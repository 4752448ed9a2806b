import type {
  DeleteScalingPolicyRequest,
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  DescribeScalableTargetsResponse,
  DescribeScalingPoliciesRequest,
  DescribeScalingPoliciesResponse,
  ListTagsForResourceRequest,
  PutScalingPolicyRequest,
  PutScalingPolicyResponse,
  RegisterScalableTargetRequest,
  RegisterScalableTargetResponse,
  ScalableTarget,
  ScalingPolicy,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-application-auto-scaling';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { TagStore } from '../../core/tags';
import {
  capacityWithin,
  fits,
  registered,
  serviceNamed,
  validationException,
  type TargetName,
} from './scalable-target';
import type { ScaledServices } from './scaled-services';

/** How long after a change a scaling activity brings the capacity into the target's limits. */
const ACTIVITY_SECONDS = 60;

/**
 * Application Auto Scaling of ECS services: keeps the desired count within the limits of the scalable target. Scaling
 * policies are stored, and scale nothing: no metric of ECS is measured here.
 */
export class ApplicationAutoScaling implements Service {
  #targets: ScalableTarget[] = [];
  #policies: ScalingPolicy[] = [];
  readonly #tags = new TagStore();
  readonly #ids = new Ids('scalable-target');

  constructor(
    private readonly account: AccountContext,
    private readonly services: ScaledServices,
  ) {
    services.whenDesiredCountChanges(() => {
      this.#scaleLater();
    });
  }

  readonly operations = {
    RegisterScalableTarget: (input: RegisterScalableTargetRequest): RegisterScalableTargetResponse => {
      const service = serviceNamed(input);
      if (this.services.desiredCountOf(service) === undefined)
        throw validationException(`ECS service doesn't exist: ${input.ResourceId ?? ''}`);
      const before = this.#targets.find((target) => fits(target, input));
      const { accountId, partition, clock } = this.account;
      const target = registered(before, input, {
        RoleARN: `arn:${partition}:iam::${accountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
        CreationTime: clock.date(),
        ScalableTargetARN: regionalArn(
          this.account,
          'application-autoscaling',
          `scalable-target/${this.#ids.hex(34)}`,
        ),
      });
      this.#targets = [...this.#targets.filter((other) => other !== before), target];
      this.#tags.add(target.ScalableTargetARN ?? '', Object.entries(input.Tags ?? {}));
      this.#scaleLater();
      return { ScalableTargetARN: target.ScalableTargetARN };
    },
    DescribeScalableTargets: (input: DescribeScalableTargetsRequest): DescribeScalableTargetsResponse => {
      const { ResourceIds: ids, ...filter } = input;
      return {
        ScalableTargets: this.#targets.filter(
          (target) => fits(target, filter) && (ids === undefined || ids.includes(target.ResourceId ?? '')),
        ),
      };
    },
    DeregisterScalableTarget: (input: DeregisterScalableTargetRequest) => {
      const target = this.#get(input);
      this.#targets = this.#targets.filter((other) => other !== target);
      this.#policies = this.#policies.filter((policy) => !fits(policy, input));
      this.#tags.forget(target.ScalableTargetARN ?? '');
      return {};
    },
    PutScalingPolicy: (input: PutScalingPolicyRequest): PutScalingPolicyResponse => {
      this.#get(input);
      const before = this.#findPolicy(input);
      const { PolicyName: name = '', ResourceId: id = '' } = input;
      const policy: ScalingPolicy = {
        PolicyType: 'StepScaling',
        ...input,
        PolicyARN:
          before?.PolicyARN ??
          regionalArn(
            this.account,
            'autoscaling',
            `scalingPolicy:${this.#ids.uuid()}:resource/ecs/${id}:policyName/${name}`,
          ),
        CreationTime: before?.CreationTime ?? this.account.clock.date(),
        Alarms: [],
      };
      refuseWithoutConfiguration(policy);
      this.#policies = [...this.#policies.filter((other) => other !== before), policy];
      return { PolicyARN: policy.PolicyARN, Alarms: [] };
    },
    DescribeScalingPolicies: (input: DescribeScalingPoliciesRequest): DescribeScalingPoliciesResponse => {
      const { PolicyNames: names, ...filter } = input;
      return {
        ScalingPolicies: this.#policies.filter(
          (policy) =>
            fits(policy, filter) && (names === undefined || names.includes(policy.PolicyName ?? '')),
        ),
      };
    },
    DeleteScalingPolicy: (input: DeleteScalingPolicyRequest) => {
      const policy = this.#findPolicy(input);
      if (!policy)
        throw notFound(
          `No scaling policy found for service namespace: ${describe(input)}, policy name: ${input.PolicyName ?? ''}`,
        );
      this.#policies = this.#policies.filter((other) => other !== policy);
      return {};
    },
    TagResource: ({ ResourceARN: arn = '', Tags = {} }: TagResourceRequest) => {
      this.#getByArn(arn);
      this.#tags.add(arn, Object.entries(Tags));
      return {};
    },
    UntagResource: ({ ResourceARN: arn = '', TagKeys = [] }: UntagResourceRequest) => {
      this.#getByArn(arn);
      this.#tags.remove(arn, TagKeys);
      return {};
    },
    ListTagsForResource: ({ ResourceARN: arn = '' }: ListTagsForResourceRequest) => {
      this.#getByArn(arn);
      return { Tags: Object.fromEntries(this.#tags.of(arn)) };
    },
  };

  /** A scaling activity for every target whose capacity is out of its limits by then. */
  #scaleLater(): void {
    this.account.clock.after(ACTIVITY_SECONDS, () => {
      for (const target of this.#targets) {
        const service = serviceNamed(target);
        const count = this.services.desiredCountOf(service);
        if (count === undefined) continue;
        const allowed = capacityWithin(target, count);
        if (allowed !== count) this.services.setDesiredCount(service, allowed);
      }
    });
  }

  #findPolicy(input: TargetName & { PolicyName?: string | undefined }): ScalingPolicy | undefined {
    return this.#policies.find((policy) => policy.PolicyName === input.PolicyName && fits(policy, input));
  }

  #get(name: TargetName): ScalableTarget {
    const found = this.#targets.find((target) => fits(target, name));
    if (!found) throw notFound(`No scalable target registered for service namespace: ${describe(name)}`);
    return found;
  }

  #getByArn(arn: string): void {
    if (!this.#targets.some((target) => target.ScalableTargetARN === arn))
      throw new ServiceError('ResourceNotFoundException', `The specified resource doesn't exist: ${arn}`);
  }
}

function notFound(message: string): ServiceError {
  return new ServiceError('ObjectNotFoundException', message);
}

function describe({ ServiceNamespace, ResourceId, ScalableDimension }: TargetName): string {
  return `${ServiceNamespace ?? ''}, resource ID: ${ResourceId ?? ''}, scalable dimension: ${ScalableDimension ?? ''}`;
}

/** @throws ServiceError ValidationException when the policy lacks the configuration of its type */
function refuseWithoutConfiguration(policy: ScalingPolicy): void {
  const configuration = {
    StepScaling: policy.StepScalingPolicyConfiguration,
    TargetTrackingScaling: policy.TargetTrackingScalingPolicyConfiguration,
    PredictiveScaling: policy.PredictiveScalingPolicyConfiguration,
  }[policy.PolicyType ?? 'StepScaling'];
  if (!configuration)
    throw validationException(
      `A policy of type ${policy.PolicyType ?? ''} needs the configuration of its type.`,
    );
}
