import { withMadeUpNetwork } from './made-up-parameters';
import { readOptions } from './options';

test('takes parameters as often as they come, values with equals signs too', () => {
  expect(readOptions(['--template', 'a.yaml', '--parameter', 'A=1', '--parameter', 'B=x=y'])).toMatchObject({
    template: 'a.yaml',
    parameters: { A: '1', B: 'x=y' },
  });
});

test.each([
  ['an unknown option', ['--foo'], /--foo.*\(--help tells the options\.\)/],
  [
    'a parameter without a value',
    ['--template', 'a', '--parameter', 'A'],
    '--parameter takes KEY=VALUE, not A.',
  ],
  ['parameters without a template', ['--parameter', 'A=1'], '--parameter needs --template'],
  ['a stack to keep that has no template', ['--keep'], '--keep needs --template'],
  ['a speed that is none', ['--speed', 'fast'], '--speed takes a number above 0, not fast.'],
])('refuses %s with a sentence', (_, words, expected) => {
  expect(() => readOptions(words)).toThrow(expected);
});

test('makes up ids of networks that are not given, and nothing else', () => {
  const template = `
Parameters:
  Vpc: { Type: 'AWS::EC2::VPC::Id' }
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' }
  Given: { Type: 'AWS::EC2::VPC::Id' }
  Name: { Type: String }
Resources: { Log: { Type: AWS::Logs::LogGroup } }`;
  expect(withMadeUpNetwork(template, { Given: 'vpc-1' })).toEqual({
    Vpc: 'vpc-0123456789abcdef0',
    Subnets: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
    Given: 'vpc-1',
  });
});
