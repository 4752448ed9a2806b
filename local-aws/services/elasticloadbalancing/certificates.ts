import type {
  AddListenerCertificatesInput,
  AddListenerCertificatesOutput,
  Certificate,
  DescribeListenerCertificatesInput,
  DescribeListenerCertificatesOutput,
  RemoveListenerCertificatesInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceError } from '../../core/service';
import type { Listeners, StoredListener } from './listeners';

/** The certificates of listeners: the default one is a setting of the listener, the others are kept here. */
export class ListenerCertificates {
  /** By listener, which ends with its load balancer. */
  readonly #others = new WeakMap<StoredListener, string[]>();

  constructor(private readonly listeners: Listeners) {}

  /** @throws ServiceError for a listener without TLS (Elastic Load Balancing API Reference, AddListenerCertificates) */
  add({ ListenerArn, Certificates = [] }: AddListenerCertificatesInput): AddListenerCertificatesOutput {
    const listener = this.listeners.get(ListenerArn);
    if (!['HTTPS', 'TLS'].includes(listener.Protocol ?? ''))
      throw new ServiceError(
        'ValidationError',
        `A certificate cannot be specified for ${listener.Protocol} listeners`,
      );
    const added = Certificates.flatMap(({ CertificateArn: arn }) => arn ?? []);
    this.#others.set(listener, [...new Set([...this.#of(listener), ...added])]);
    return { Certificates: added.map((arn) => ({ CertificateArn: arn, IsDefault: false })) };
  }

  remove({ ListenerArn, Certificates = [] }: RemoveListenerCertificatesInput): void {
    const listener = this.listeners.get(ListenerArn);
    const removed = Certificates.map(({ CertificateArn }) => CertificateArn);
    if (listener.Certificates?.some(({ CertificateArn }) => removed.includes(CertificateArn)))
      throw new ServiceError(
        'OperationNotPermittedException',
        'The default certificate of a listener cannot be removed',
      );
    this.#others.set(
      listener,
      this.#of(listener).filter((arn) => !removed.includes(arn)),
    );
  }

  describe({ ListenerArn }: DescribeListenerCertificatesInput): DescribeListenerCertificatesOutput {
    const listener = this.listeners.get(ListenerArn);
    const shown = (CertificateArn: string | undefined, IsDefault: boolean): Certificate => ({
      CertificateArn,
      IsDefault,
    });
    return {
      Certificates: [
        ...(listener.Certificates ?? []).map(({ CertificateArn }) => shown(CertificateArn, true)),
        ...this.#of(listener).map((arn) => shown(arn, false)),
      ],
    };
  }

  #of(listener: StoredListener): readonly string[] {
    return this.#others.get(listener) ?? [];
  }
}
