import { createInterface } from 'node:readline/promises';
import { ASSUMPTIONS } from '#local-aws';
import { clientsOf } from './account/clients';
import { realClock } from './account/clock';
import { BadArguments, HELP, parseOrder } from './options';
import { QUESTIONS } from './questions/questions';
import { ask, remove, type Surroundings } from './run';

async function main(args: string[]): Promise<number> {
  const order = parseOrder(
    args,
    QUESTIONS.map(({ id }) => id),
    process.env,
  );
  if (order.kind === 'help') {
    console.log(HELP);
    return 0;
  }
  if (order.kind === 'list') {
    const lines = QUESTIONS.map(
      ({ id }) => `${id}  ${ASSUMPTIONS.find((row) => row.id === id)?.question ?? ''}`,
    );
    console.log(lines.join('\n'));
    return 0;
  }
  const { region, endpointUrl: endpoint } = order.options;
  const surroundings: Surroundings = {
    clients: clientsOf({ region, endpoint }),
    clock: realClock(interruption()),
    say: (line) => {
      console.log(line);
    },
    confirm,
  };
  if (order.kind === 'ask') return ask(order.options, surroundings);
  const { part } = order.options;
  return (await remove(surroundings, part && [part])) ? 0 : 1;
}

/** Aborted by the first Ctrl-C. The second one ends the program. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    console.log(
      '\nInterrupted: what was made is removed first. A second Ctrl-C leaves it behind; then run with --clean.',
    );
    controller.abort();
  });
  return controller.signal;
}

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
}

void main(process.argv.slice(2))
  .catch((error: unknown) => {
    if (error instanceof BadArguments) console.error(error.message);
    else console.error(error);
    return 1;
  })
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
