import type { LocalAws } from '../emulator/local-aws';
import { ServiceError } from '../emulator/service';
import { HANDLER_ACCESS_KEY, type Answer, type Chain } from './operation';

/**
 * What may happen to one AWS call of a handler: it is throttled, AWS fails, it is carried out but its answer gets lost,
 * or it is carried out and the handler is killed right after.
 */
export const DISTURBANCES = ['throttled', 'serverError', 'responseLost', 'killed'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** CloudFormation delivers an event again when the handler has not answered for so long, in seconds. */
const REDELIVERY = 60;

/** The calls worth disturbing, by number: of a row of equal ones, as polls are, the first two and the last. */
export function callsToDisturb(calls: string[]): number[] {
  const inRow = (index: number) =>
    calls[index] === calls[index - 1] &&
    calls[index] === calls[index - 2] &&
    calls[index] === calls[index + 1];
  return calls.flatMap((_, index) => (inRow(index) ? [] : [index + 1]));
}

const SERVICES = ['codedeploy', 'ecs'];

/**
 * Runs an operation to its end as CloudFormation does, while one of its AWS calls is disturbed.
 * @param number which of the handler's calls, the first is 1
 */
export async function runDisturbed(
  aws: LocalAws,
  chain: Chain,
  disturbance: Disturbance,
  number: number,
): Promise<Answer> {
  let seen = 0;
  const handler = { killed: false };
  const isThis = (_input: unknown, call: { accessKeyId: string }) =>
    call.accessKeyId === HANDLER_ACCESS_KEY && ++seen === number;
  for (const service of SERVICES) {
    const match = { service, when: isThis };
    switch (disturbance) {
      case 'throttled':
        aws.faults.throttle(match);
        break;
      case 'serverError':
        aws.faults.serverError(match);
        break;
      case 'responseLost':
        aws.faults.loseResponse(match);
        break;
      case 'killed':
        aws.faults.before({ service }, (call) => {
          if (handler.killed && call.accessKeyId === HANDLER_ACCESS_KEY)
            throw new ServiceError('ServiceUnavailable', 'The handler that called is dead.', 503);
        });
        aws.faults.after(match, () => {
          handler.killed = true;
        });
        break;
    }
  }
  for (let step = 0; step < 2_000; step++) {
    if (chain.answers.length > 0) await chain.wait();
    const answer = await chain.step();
    if (handler.killed) {
      // Nobody has heard this answer.
      chain.answers.pop();
      handler.killed = false;
      await aws.clock.advance(REDELIVERY);
    } else if (answer.status !== 'IN_PROGRESS') {
      return answer;
    }
  }
  throw new Error('The operation does not end.');
}
