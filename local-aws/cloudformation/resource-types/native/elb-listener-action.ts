import type { Shape } from './shape';

/** The actions of a listener or a rule. */
export const ACTIONS: Shape = [
  {
    Type: 'string',
    Order: 'number',
    TargetGroupArn: 'string',
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn: 'string', Weight: 'number' }],
      TargetGroupStickinessConfig: { Enabled: 'boolean', DurationSeconds: 'number' },
    },
    FixedResponseConfig: { ContentType: 'string', MessageBody: 'string', StatusCode: 'string' },
    RedirectConfig: {
      Host: 'string',
      Path: 'string',
      Port: 'string',
      Protocol: 'string',
      Query: 'string',
      StatusCode: 'string',
    },
  },
];
