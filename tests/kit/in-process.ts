import type { Service } from '../../local-aws/core/service';

/**
 * A client of the SDK that hands its commands straight to a service of the local AWS, without HTTP: for tests that set
 * up hundreds of times what they are not about. Its calls meet no faults and are not logged.
 * @param kind the client's class
 */
export function inProcess<Client extends object>(
  kind: { prototype: Client },
  service: Service,
  accessKeyId: string,
): Client {
  const send = async (command: { constructor: { name: string }; input: object }): Promise<unknown> => {
    const operation = service.operations[command.constructor.name.replace(/Command$/, '')];
    if (!operation) throw new Error(`The local AWS does not know ${command.constructor.name}.`);
    return operation(structuredClone(command.input) as never, { accessKeyId });
  };
  return Object.create(kind.prototype, { send: { value: send } }) as Client;
}
