export * from './ecs-deployment';
export type * from './ecs-deployment-props';
export * from './generated/cfn-ecs-deployment';
export * from './generated/cfn-ecs-deployment-group';
