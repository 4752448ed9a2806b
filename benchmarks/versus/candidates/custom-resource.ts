import { Ids } from '#local-aws';
import type { Account } from '../virtual/account';
import type { Answer, Operation } from './candidate';

/** CloudFormation waits no longer for the answer of a custom resource. (CloudFormation User Guide, Custom resources: ServiceTimeout.) */
export const SERVICE_TIMEOUT_SECONDS = 3600;

/** What CloudFormation sends to a custom resource, as far as anybody here reads it. */
export interface CustomResourceEvent {
  RequestType: 'Create' | 'Update' | 'Delete';
  RequestId: string;
  StackId: string;
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  ResourceProperties: Record<string, unknown>;
  OldResourceProperties?: Record<string, unknown>;
}

/** What a custom resource sends back. */
export type Respond = (succeeded: boolean, message: string, physicalId?: string) => void;

/** The physical ids of a custom resource and the requests made to it. */
export class CustomResource {
  readonly #requestIds = new Ids('bench-request');
  #current: string | undefined;
  #replaced: string[] = [];

  constructor(
    private readonly account: Account,
    private readonly work: (event: CustomResourceEvent, respond: Respond) => Promise<void>,
  ) {}

  /** Creates it, or updates it when there are old properties. */
  change(
    ResourceProperties: Record<string, unknown>,
    OldResourceProperties: Record<string, unknown> | undefined,
  ): Operation {
    return this.#request({
      RequestType: OldResourceProperties ? 'Update' : 'Create',
      ...(this.#current !== undefined && { PhysicalResourceId: this.#current }),
      ResourceProperties,
      ...(OldResourceProperties && { OldResourceProperties }),
    });
  }

  /** Deletes what was replaced since the last time: another physical id is another resource to CloudFormation. */
  cleanUp(): Operation[] {
    const replaced = this.#replaced;
    this.#replaced = [];
    return replaced.map((PhysicalResourceId) =>
      this.#request({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties: {} }),
    );
  }

  #request(event: Omit<CustomResourceEvent, 'RequestId' | 'StackId' | 'LogicalResourceId'>): Operation {
    const { clock } = this.account.aws;
    let heard = true;
    const operation: { answer: Answer | undefined; abandon(): void } = {
      answer: undefined,
      abandon: () => {
        heard = false;
      },
    };
    const respond: Respond = (succeeded, message, physicalId) => {
      if (!heard) return;
      heard = false;
      operation.answer = { at: clock.now(), succeeded, message };
      if (event.RequestType !== 'Delete') this.#take(physicalId);
    };
    clock.after(SERVICE_TIMEOUT_SECONDS, () => {
      respond(false, 'CloudFormation did not receive a response from your Custom Resource.');
    });
    const sent = {
      RequestId: this.#requestIds.uuid(),
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1',
      LogicalResourceId: 'Deployment',
      ...event,
    };
    clock.after(0, () => this.work(sent, respond));
    return operation;
  }

  #take(physicalId: string | undefined): void {
    if (physicalId === undefined || physicalId === this.#current) return;
    if (this.#current !== undefined) this.#replaced.push(this.#current);
    this.#current = physicalId;
  }
}
