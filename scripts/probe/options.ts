import { parseArgs } from 'node:util';
import { NO_REGION, regionOf } from '../region';

export interface Options {
  region: string;
  endpointUrl: string | undefined;
  vpc: string;
  subnets: string[];
  only: string[];
  yes: boolean;
  output: string;
}

export type Order = { kind: 'help' } | { kind: 'list' } | { kind: 'clean' | 'ask'; options: Options };

/** A sentence about the arguments. */
export class BadArguments extends Error {}

export const HELP = `npm run probe -- --region REGION --vpc VPC --subnets SUBNET,SUBNET [--only ID,ID] [--yes]
npm run probe -- --region REGION --clean
npm run probe -- --list

  --region        the region to ask in; default: that of AWS_REGION or AWS_DEFAULT_REGION
  --vpc           the VPC of the load balancer and of the task
  --subnets       two public subnets of that VPC, in two zones, with a comma between them
  --only          ids of assumptions, with commas between them; without a question about a deployment nothing is deployed
  --yes           do not ask before the start
  --output        the folder of report.html and report.json; default: probe-report
  --endpoint-url  the address of a local AWS instead of AWS
  --clean         remove what a run has left behind
  --list          show the questions
`;

/**
 * @param known the ids that can be asked
 * @throws BadArguments
 */
export function parseOrder(args: string[], known: readonly string[], environment: NodeJS.ProcessEnv): Order {
  const values = valuesOf(args);
  if (values.help) return { kind: 'help' };
  if (values.list) return { kind: 'list' };
  const region = regionOf(values.region, environment);
  if (region === undefined) throw new BadArguments(NO_REGION);
  const subnets = (values.subnets ?? '').split(',').filter((subnet) => subnet !== '');
  const only = (values.only ?? '').split(',').filter((id) => id !== '');
  const options: Options = {
    region,
    endpointUrl: values['endpoint-url'],
    vpc: values.vpc ?? '',
    subnets,
    only,
    yes: values.yes ?? false,
    output: values.output ?? 'probe-report',
  };
  if (values.clean) return { kind: 'clean', options };
  if (options.vpc === '')
    throw new BadArguments('There is no VPC: give --vpc, e.g. --vpc vpc-0123456789abcdef0.');
  if (subnets.length < 2)
    throw new BadArguments(
      'A load balancer needs two subnets in two zones: give --subnets subnet-…,subnet-….',
    );
  const unknown = only.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new BadArguments(`There is no question ${unknown}: --list shows those that can be asked.`);
  return { kind: 'ask', options };
}

function valuesOf(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        region: { type: 'string' },
        vpc: { type: 'string' },
        subnets: { type: 'string' },
        only: { type: 'string' },
        output: { type: 'string' },
        'endpoint-url': { type: 'string' },
        yes: { type: 'boolean' },
        clean: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}
