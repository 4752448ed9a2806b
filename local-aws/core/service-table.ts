import type { ServiceDescription } from '../protocols/service-description';
import type { Service } from './service';

/** A service of the table: how it is called, and how it is constructed. */
interface Row extends ServiceDescription {
  /** Its name as a member of the local AWS, e.g. `codeDeploy`. */
  member: string;
  create: (context: never, services: never) => Service;
}

/**
 * The services of the local AWS, in the order in which they are constructed.
 * The types follow the rows: each row sees the services of the rows above it.
 */
export class ServiceTable<Context, Services extends object = object> {
  private constructor(
    private readonly rows: readonly Row[],
    /** Services that are called through the local AWS but registered from outside. */
    private readonly external: readonly ServiceDescription[],
  ) {}

  static empty<Context>(): ServiceTable<Context> {
    return new ServiceTable<Context>([], []);
  }

  /** @param member the service's name as a member of the local AWS */
  add<Member extends string, Added extends Service>(
    member: Member,
    row: ServiceDescription & { create: (context: Context, services: Services) => Added },
  ): ServiceTable<Context, Services & Readonly<Record<Member, Added>>> {
    return new ServiceTable([...this.rows, { ...row, member }], this.external);
  }

  /** Makes a service known that `LocalAws.register` may add after the start. */
  addExternal(description: ServiceDescription): ServiceTable<Context, Services> {
    return new ServiceTable(this.rows, [...this.external, description]);
  }

  get descriptions(): readonly ServiceDescription[] {
    return [...this.rows, ...this.external];
  }

  /**
   * Constructs the services.
   * @param register is called with each service and the prefix of its IAM actions
   */
  create(context: Context, register: (name: string, service: Service) => void): Services {
    const services: Record<string, Service> = {};
    for (const { member, name, create } of this.rows) {
      const service = create(context as never, services as never);
      services[member] = service;
      register(name, service);
    }
    return services as Services;
  }
}
