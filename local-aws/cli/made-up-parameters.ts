import { parseUnprocessed } from '../cloudformation/template/template';

/** The ids that stand for networks. The local AWS stores them and never looks them up. */
const IDS: Record<string, string> = {
  'AWS::EC2::VPC::Id': 'vpc-0123456789abcdef0',
  'AWS::EC2::Subnet::Id': 'subnet-0123456789abcdef0',
  'List<AWS::EC2::Subnet::Id>': 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
  'AWS::EC2::SecurityGroup::Id': 'sg-0123456789abcdef0',
  'List<AWS::EC2::SecurityGroup::Id>': 'sg-0123456789abcdef0',
};

/** @returns the given parameters, and a made-up id for each network parameter that has neither a value nor a default */
export function withMadeUpNetwork(template: string, given: Record<string, string>): Record<string, string> {
  const parameters = { ...given };
  for (const [name, { Type, Default }] of Object.entries(parseUnprocessed(template).Parameters)) {
    const id = IDS[Type];
    if (id !== undefined && Default === undefined) parameters[name] ??= id;
  }
  return parameters;
}
