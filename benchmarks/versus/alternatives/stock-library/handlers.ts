/* eslint @typescript-eslint/no-unsafe-class-instance-assignment: "off", @typescript-eslint/no-unsafe-enum-assignment: "off" -- this folder has a copy of the library of its own */
import {
  Action,
  BaseResource,
  HandlerSignatures,
  OperationStatus,
  ProgressEvent,
  type BaseModel,
  type HandlerSignature,
  type LambdaContext,
} from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import { create } from '../../../../deployment/src/create';
import { remove } from '../../../../deployment/src/delete';
import { list } from '../../../../deployment/src/list';
import { ResourceModel } from '../../../../deployment/src/models';
import type {
  DeploymentInvocation,
  DeploymentOutcome,
} from '../../../../deployment/src/reconcile/operation/context';
import type { Phase } from '../../../../deployment/src/reconcile/operation/phase';
import { toPhase } from '../../../../deployment/src/reconcile/operation/to-phase';
import { read } from '../../../../deployment/src/read';
import { update } from '../../../../deployment/src/update';
import { isTransient, toFailure } from '../../../../runtime/aws/aws-errors';
import { readContext, type CallbackContext } from '../../../../runtime/protocol/callback-context';
import { connectionFor, partitionOf } from '../../../../runtime/aws/connection';

type Behaviour = (invocation: DeploymentInvocation) => Promise<DeploymentOutcome>;
type Handler = HandlerSignature<ResourceModel, BaseModel>;

/** The part of the library's request that the handlers use. */
interface StockRequest {
  clientRequestToken: string;
  desiredResourceState?: ResourceModel;
  previousResourceState?: ResourceModel;
  logicalResourceIdentifier?: string;
  awsAccountId: string;
  region: string;
}

interface Secrets {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The same handler under the entrypoint of the stock library, without the parts of a request that the library drops. */
function handler(behaviour: Behaviour): Handler {
  return async (session, request: StockRequest, callbackContext, logger) => {
    const now = Date.now();
    const context = readContext<Phase>(callbackContext, now, toPhase);
    const { desiredResourceState: desired = new ResourceModel(), region } = request;
    const { configuration } = session as unknown as { configuration: { credentials: Secrets } };
    try {
      const outcome = await behaviour({
        request: {
          accountId: request.awsAccountId,
          partition: partitionOf(region),
          region,
          token: request.clientRequestToken,
          stackId: undefined,
          logicalResourceId: request.logicalResourceIdentifier,
          nextToken: undefined,
          rollback: false,
          stackTags: {},
          previousStackTags: {},
        },
        desired,
        previous: request.previousResourceState,
        phase: context.phase,
        startedAt: context.startedAt,
        now,
        connection: connectionFor(region, configuration.credentials, 1, AbortSignal.timeout(50_000)),
        isRetried: (thrown) => isTransient(toFailure(thrown)),
        log: (line) => {
          logger.log(line);
        },
      });
      return toProgress(outcome, desired, context);
    } catch (error) {
      const { code, message } = toFailure(error);
      return ProgressEvent.failed(code, message);
    }
  };
}

function toProgress(
  outcome: DeploymentOutcome,
  desired: ResourceModel,
  context: CallbackContext<Phase>,
): ProgressEvent<ResourceModel> {
  switch (outcome.kind) {
    case 'done':
      return ProgressEvent.success(outcome.model);
    case 'deleted':
      return ProgressEvent.success();
    case 'listed':
      return new ProgressEvent({ status: OperationStatus.Success, resourceModels: outcome.models });
    case 'inProgress':
      return new ProgressEvent({
        status: OperationStatus.InProgress,
        resourceModel: desired,
        callbackContext: { ...context, firstTransientErrorAt: undefined, phase: outcome.phase },
        callbackDelaySeconds: outcome.delaySeconds,
        message: outcome.message,
      });
    case 'retry':
      throw outcome.error;
  }
}

const behaviours: [Action, Behaviour][] = [
  [Action.Create, create],
  [Action.Read, read],
  [Action.Update, update],
  [Action.Delete, remove],
  [Action.List, list],
];

const handlers = new HandlerSignatures<ResourceModel, BaseModel>();
for (const [action, behaviour] of behaviours) handlers.set(action, handler(behaviour));

class Resource extends BaseResource<ResourceModel> {}

const resource = new Resource(ResourceModel.TYPE_NAME, ResourceModel, undefined, handlers);

/** The export of a type's function that is built with the stock library. */
export const entrypoint = (event: object, context: LambdaContext) => resource.entrypoint(event, context);
