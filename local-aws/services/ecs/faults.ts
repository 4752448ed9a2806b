/** Faults inside ECS, and answers that it may give instead. All are off at first, and may be changed at any time. */
export interface EcsFaults {
  /** DescribeServices shows a service's task sets as they were this long ago. */
  staleServicesSeconds: number;
  /** Task sets show the requested platform version LATEST instead of the one that it stands for. */
  showsLatest: boolean;
}

export const noEcsFaults = (): EcsFaults => ({ staleServicesSeconds: 0, showsLatest: false });
