import { parseArgs } from 'node:util';
import { NO_REGION, regionOf } from '../region';
import { PARTS, type Part } from './account/named';
import { scopeOf } from './scope';

export interface Options {
  region: string;
  endpointUrl: string | undefined;
  vpc: string;
  subnets: string[];
  only: string[];
  part: Part | undefined;
  yes: boolean;
  output: string;
}

export type Order = { kind: 'help' } | { kind: 'list' } | { kind: 'clean' | 'ask'; options: Options };

/** A sentence about the arguments. */
export class BadArguments extends Error {}

export const HELP = `npm run probe -- --region REGION --vpc VPC --subnets SUBNET,SUBNET [--only ID,ID] [--yes]
npm run probe -- --region REGION --part cloudformation
npm run probe -- --region REGION --clean
npm run probe -- --list

  --region        the region to ask in; default: that of AWS_REGION or AWS_DEFAULT_REGION
  --vpc           the VPC of the load balancer and of the task
  --subnets       two public subnets of that VPC, in two zones, with a comma between them
  --only          ids of assumptions, with commas between them; what they do not need is not made
  --part          codedeploy: without types of the registry; cloudformation: without a service, so without VPC and subnets
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
    part: partOf(values.part),
    yes: values.yes ?? false,
    output: values.output ?? 'probe-report',
  };
  if (values.clean) return { kind: 'clean', options };
  const unknown = only.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new BadArguments(`There is no question ${unknown}: --list shows those that can be asked.`);
  const { ids, serves } = scopeOf(only, options.part);
  if (ids.length === 0) throw new BadArguments(`The part ${options.part ?? ''} has none of these questions.`);
  if (!serves) return { kind: 'ask', options };
  if (options.vpc === '')
    throw new BadArguments('There is no VPC: give --vpc, e.g. --vpc vpc-0123456789abcdef0.');
  if (subnets.length < 2)
    throw new BadArguments(
      'A load balancer needs two subnets in two zones: give --subnets subnet-…,subnet-….',
    );
  return { kind: 'ask', options };
}

function partOf(text: string | undefined): Part | undefined {
  const part = PARTS.find((each) => each === text);
  if (text !== undefined && part === undefined)
    throw new BadArguments(`There is no part ${text}: give ${PARTS.join(' or ')}.`);
  return part;
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
        part: { type: 'string' },
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
