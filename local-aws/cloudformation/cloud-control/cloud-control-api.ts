import type {
  CancelResourceRequestInput,
  CreateResourceInput,
  DeleteResourceInput,
  GetResourceInput,
  GetResourceOutput,
  GetResourceRequestStatusInput,
  ListResourceRequestsInput,
  ListResourceRequestsOutput,
  ListResourcesInput,
  ListResourcesOutput,
  ProgressEvent,
  UpdateResourceInput,
} from '@aws-sdk/client-cloudcontrol';
import type { Service } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import type { ValueMap } from '../values/value';
import { ClientTokens } from './client-tokens';
import { objectIn } from './documents';
import { handlerFailed, validationException } from './errors';
import { identifierIn, propertiesOf } from './identifier';
import { patched } from './patch';
import { readResource } from './read';
import { progressEventOf, type ResourceRequest } from './resource-request';
import { ResourceRequests } from './resource-requests';
import { targetOf, type Target } from './target';

/**
 * The Cloud Control API on the registered types of the local CloudFormation. It calls the same handlers, without a stack.
 * Source: AWS Cloud Control API Reference and User Guide.
 */
export class CloudControlApi implements Service {
  readonly #requests: ResourceRequests;
  readonly #clientTokens: ClientTokens;

  constructor(private readonly cloudFormation: CloudFormation) {
    this.#requests = new ResourceRequests(cloudFormation);
    this.#clientTokens = new ClientTokens(cloudFormation.clock);
  }

  readonly operations = {
    CreateResource: async (input: CreateResourceInput) =>
      this.#progress(
        this.#clientTokens.once('CREATE', input, async () => {
          const target = await targetOf(this.cloudFormation, input, 'CREATE');
          const properties = objectIn('DesiredState', input.DesiredState);
          refuseInvalid(target, properties);
          return this.#requests.begin({ target, operation: 'CREATE', properties });
        }),
      ),
    UpdateResource: async (input: UpdateResourceInput) =>
      this.#progress(
        this.#clientTokens.once('UPDATE', input, async () => {
          const target = await targetOf(this.cloudFormation, input, 'UPDATE');
          const { identifier, model } = await readResource(this.cloudFormation, target, input.Identifier);
          const { previous, desired } = patched(target, model, input.PatchDocument ?? '');
          refuseInvalid(target, desired);
          const names = target.provider.identifierOf(model);
          return this.#requests.begin({
            target,
            operation: 'UPDATE',
            identifier,
            properties: { ...desired, ...names },
            previousProperties: { ...previous, ...names },
          });
        }),
      ),
    DeleteResource: async (input: DeleteResourceInput) =>
      this.#progress(
        this.#clientTokens.once('DELETE', input, async () => {
          const target = await targetOf(this.cloudFormation, input, 'DELETE');
          const properties = propertiesOf(target, input.Identifier);
          const identifier = identifierIn(target, properties);
          return this.#requests.begin({ target, operation: 'DELETE', identifier, properties });
        }),
      ),
    GetResource: async (input: GetResourceInput): Promise<GetResourceOutput> => {
      const target = await targetOf(this.cloudFormation, input, 'READ');
      const { identifier, model } = await readResource(this.cloudFormation, target, input.Identifier);
      return { TypeName: input.TypeName, ResourceDescription: description(identifier, model) };
    },
    ListResources: async (input: ListResourcesInput): Promise<ListResourcesOutput> => {
      const { provider, state } = await targetOf(this.cloudFormation, input, 'LIST');
      const properties =
        input.ResourceModel === undefined ? {} : objectIn('ResourceModel', input.ResourceModel);
      const token = this.cloudFormation.uuid();
      const answer = await state.list({ token, properties, nextToken: input.NextToken });
      if (answer.status !== 'SUCCESS') throw handlerFailed(provider.typeName, answer, token);
      return {
        TypeName: input.TypeName,
        ResourceDescriptions: answer.resources.map(({ physicalId, model }) => description(physicalId, model)),
        NextToken: answer.nextToken,
      };
    },
    GetResourceRequestStatus: ({ RequestToken: token }: GetResourceRequestStatusInput) =>
      this.#progress(this.#requests.get(token)),
    CancelResourceRequest: ({ RequestToken: token }: CancelResourceRequestInput) =>
      this.#progress(this.#requests.cancel(token)),
    ListResourceRequests: (input: ListResourceRequestsInput): ListResourceRequestsOutput => {
      const { ResourceRequestStatusFilter: filter, MaxResults, NextToken } = input;
      const { requests, nextToken } = this.#requests.list(filter, MaxResults, NextToken);
      return { ResourceRequestStatusSummaries: requests.map(progressEventOf), NextToken: nextToken };
    },
  };

  async #progress(
    request: ResourceRequest | Promise<ResourceRequest>,
  ): Promise<{ ProgressEvent: ProgressEvent }> {
    return { ProgressEvent: progressEventOf(await request) };
  }
}

/** The text is AWS's (pulumi/pulumi#12844). */
function refuseInvalid({ provider }: Target, properties: ValueMap): void {
  const problems = provider.validate(properties);
  if (problems.length > 0) throw validationException(`Model validation failed (${problems.join(', ')})`);
}

function description(Identifier: string, model: ValueMap): { Identifier: string; Properties: string } {
  return { Identifier, Properties: JSON.stringify(model) };
}
