import { parseTemplate } from '../cloudformation/template/template';

/** Networks that every account of the local AWS has: nothing there looks at them closer. */
const IDS: Record<string, string> = {
  'AWS::EC2::VPC::Id': 'vpc-0123456789abcdef0',
  'AWS::EC2::Subnet::Id': 'subnet-0123456789abcdef0',
  'List<AWS::EC2::Subnet::Id>': 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
  'AWS::EC2::SecurityGroup::Id': 'sg-0123456789abcdef0',
  'List<AWS::EC2::SecurityGroup::Id>': 'sg-0123456789abcdef0',
};

/** The given parameters, with ids for the network parameters that nobody has given and that have no default. */
export function withMadeUpNetwork(template: string, given: Record<string, string>): Record<string, string> {
  const parameters = { ...given };
  for (const [name, { Type, Default }] of Object.entries(parseTemplate(template).Parameters)) {
    const id = IDS[Type];
    if (id !== undefined && Default === undefined) parameters[name] ??= id;
  }
  return parameters;
}
