import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @returns the resource that a construct of this app stands for; undefined when it only refers to one */
export function resourceOf(construct: IConstruct): CfnResource | undefined {
  const child = construct.node.defaultChild;
  return child && CfnResource.isCfnResource(child) ? child : undefined;
}
