import { parseArgs } from 'node:util';
import { pageOf } from './handover/page';
import { readFacts, type Names } from './handover/read';
import { Refusal } from './handover/refusal';
import { regionOf } from './region';

const HELP = `Prints how the ECS service of a CodeDeploy deployment group moves to the blue/green strategy of ECS: the blocks of
the template and the steps. It only reads.

  npm run handover -- --group APPLICATION/GROUP [--region REGION] [--endpoint-url URL]
`;

/** `npm run handover`. The steps are explained in docs/moving-on.md. */
async function handover(args: string[]): Promise<number> {
  try {
    const options = optionsOf(args);
    if (options.help === true) {
      console.log(HELP);
      return 0;
    }
    const place = { region: regionOf(options.region), endpoint: options['endpoint-url'] };
    console.log(pageOf(await readFacts(namesOf(options.group), place)));
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    return 1;
  }
}

function optionsOf(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        group: { type: 'string' },
        region: { type: 'string' },
        'endpoint-url': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

function namesOf(group: string | undefined): Names {
  const [applicationName = '', groupName = '', ...more] = (group ?? '').split('/');
  if (applicationName === '' || groupName === '' || more.length > 0)
    throw new Refusal(
      `--group must be the application and the deployment group, such as shop/shop-group; it is ${group === undefined ? 'missing' : `"${group}"`}.`,
    );
  return { applicationName, groupName };
}

void handover(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
