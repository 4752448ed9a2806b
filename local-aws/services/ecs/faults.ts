/** Faults inside ECS. All are off at first, and may be changed at any time. */
export interface EcsFaults {
  /** DescribeServices shows a service's task sets as they were this long ago. */
  staleServicesSeconds: number;
}

export const noEcsFaults = (): EcsFaults => ({ staleServicesSeconds: 0 });
