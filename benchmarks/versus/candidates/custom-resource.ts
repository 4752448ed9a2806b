import { Ids } from '#local-aws';
import type { Account } from '../virtual-time/account';
import type { Answer, Operation } from './candidate';

/** CloudFormation waits at most this long for the answer of a custom resource. (CloudFormation User Guide, Custom resources: ServiceTimeout.) */
const SERVICE_TIMEOUT_SECONDS = 3600;

/** The part of a custom resource's event that the candidates read. */
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

  /** Creates the resource; with old properties, updates it. */
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

  /** Deletes the resources replaced since the last call. A new physical id means a new resource to CloudFormation. */
  cleanUp(): Operation[] {
    const replaced = this.#replaced;
    this.#replaced = [];
    return replaced.map((PhysicalResourceId) =>
      this.#request({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties: {} }),
    );
  }

  #request(event: Omit<CustomResourceEvent, 'RequestId' | 'StackId' | 'LogicalResourceId'>): Operation {
    const { clock } = this.account.aws;
    let awaited = true;
    const operation: { answer: Answer | undefined; ignoreAnswer(): void } = {
      answer: undefined,
      ignoreAnswer: () => {
        awaited = false;
      },
    };
    const respond: Respond = (succeeded, message, physicalId) => {
      if (!awaited) return;
      awaited = false;
      operation.answer = { at: clock.now(), succeeded, message };
      if (event.RequestType !== 'Delete') this.#setPhysicalId(physicalId);
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

  #setPhysicalId(physicalId: string | undefined): void {
    if (physicalId === undefined || physicalId === this.#current) return;
    if (this.#current !== undefined) this.#replaced.push(this.#current);
    this.#current = physicalId;
  }
}
