import type { Stack } from '../cloudformation/stacks/stack';
import type { Service } from '../core/service';
import type { Emit, StackChanged } from '../view/events';
import { Observer } from '../view/observe/observer';
import type { Part } from '../view/observe/parts';
import type { Read } from '../view/observe/read';
import type { Account } from './open-account';

const CALLER = { accessKeyId: 'COMMANDLINE' };

/** Tells what has changed in a local AWS: stack events, handler calls, and what the observer sees. */
export class LocalSource {
  readonly #observer: Observer;
  /** The number of events of each stack that have been told. */
  readonly #told = new Map<Stack, number>();
  #toldInvocations = 0;

  constructor(
    private readonly account: Account,
    private readonly emit: Emit,
  ) {
    this.#observer = new Observer(readInside(account), emit, () => account.aws.clock.now());
  }

  /** Call it whenever something may have changed. */
  async observe(): Promise<void> {
    const { stacks, invocations } = this.account.cloudFormation;
    // Each stack has a list of its own.
    const events = stacks.all.flatMap((stack) => this.#newEvents(stack));
    for (const event of events.sort((one, other) => one.time - other.time)) this.emit(event);
    for (const { time, ...invocation } of invocations.slice(this.#toldInvocations))
      this.emit({ kind: 'call', time, ...invocation });
    this.#toldInvocations = invocations.length;
    await this.#observer.observe(stacks.all.flatMap(partsOf));
    this.emit({ kind: 'moment', time: this.account.aws.clock.now() });
  }

  #newEvents(stack: Stack): StackChanged[] {
    const from = this.#told.get(stack) ?? 0;
    if (from === 0 && stack.events.length > 0) this.#tellStandIns(stack);
    this.#told.set(stack, stack.events.length);
    return stack.events
      .slice(from)
      .map((event) => ({ kind: 'stack', time: event.Timestamp?.getTime() ?? 0, event }));
  }

  /** A sentence with all types that have no behaviour here, and one with such properties of the other types. */
  #tellStandIns(stack: Stack): void {
    const { cloudFormation, aws } = this.account;
    const resources = Object.values(stack.prepared.resources);
    const say = (what: string, names: readonly string[]): void => {
      if (names.length === 0) return;
      const text = `${stack.name}: ${what}: ${[...new Set(names)].sort().join(', ')}`;
      this.emit({ kind: 'said', time: aws.clock.now(), text, tone: 'plain' });
    };
    const isStandIn = (type: string): boolean => cloudFormation.findProvider(type)?.isStandIn === true;
    say(
      'these types have no behaviour here, only made-up values',
      resources.map(({ Type }) => Type).filter(isStandIn),
    );
    say(
      'these properties have no effect here',
      resources.flatMap(({ Type, Properties = {} }) =>
        isStandIn(Type)
          ? []
          : (cloudFormation.findProvider(Type)?.withoutEffect?.(Properties) ?? []).map(
              (name) => `${Type} ${name}`,
            ),
      ),
    );
  }
}

/** Makes the calls of the observer without HTTP. The call log does not show them. */
function readInside({ aws }: Account): Read {
  const services: Record<string, Service> = {
    cloudwatch: aws.cloudWatch,
    codedeploy: aws.codeDeploy,
    ecs: aws.ecs,
    elasticloadbalancing: aws.loadBalancing,
  };
  return async (name, input) => {
    const [service = '', operation = ''] = name.split(':');
    const implementation = services[service]?.operations[operation];
    if (!implementation) throw new Error(`The local AWS does not know ${name}.`);
    return (await implementation(input as never, CALLER)) as never;
  };
}

function partsOf({ resources }: Stack): Part[] {
  return [...resources.values()].flatMap(({ logicalId, type, physicalId }) =>
    physicalId === undefined ? [] : [{ logicalId, type, physicalId }],
  );
}
