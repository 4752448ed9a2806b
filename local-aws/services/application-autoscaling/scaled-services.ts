/** The ECS service of a scalable target. */
export interface ScaledService {
  cluster: string;
  service: string;
}

/** The ECS services that it scales. */
export interface ScaledServices {
  /** The desired count; undefined when there is no such active service. */
  desiredCountOf(service: ScaledService): number | undefined;
  setDesiredCount(service: ScaledService, count: number): void;
  /** Calls the listener after each change of a desired count. */
  whenDesiredCountChanges(listener: () => void): void;
}
