import { withMadeUpNetwork } from './made-up-parameters';
import { readOptions } from './options';

test('takes several parameters; a value may contain equals signs', () => {
  expect(readOptions(['--template', 'a.yaml', '--parameter', 'A=1', '--parameter', 'B=x=y'])).toMatchObject({
    template: 'a.yaml',
    parameters: { A: '1', B: 'x=y' },
  });
});

test('takes the packages of several types and modules', () => {
  const words = ['--template', 'a.yaml', '--type', 'one.zip', '--type', 'two.zip', '--module', 'folder'];
  expect(readOptions(words)).toMatchObject({ types: ['one.zip', 'two.zip'], modules: ['folder'] });
});

test.each([
  ['an unknown option', ['--foo'], /--foo.*\(--help lists the options\.\)/],
  [
    'a parameter without a value',
    ['--template', 'a', '--parameter', 'A'],
    '--parameter takes KEY=VALUE, not A.',
  ],
  ['parameters without a template', ['--parameter', 'A=1'], '--parameter needs --template'],
  ['a port that does not exist', ['--port', '70000'], '--port takes a number from 0 to 65535, not 70000.'],
  ['--keep without a template', ['--keep'], '--keep needs --template'],
  [
    'a speed that is not a number',
    ['--speed', 'fast'],
    '--speed takes a number above 0 and up to 3600000, not fast.',
  ],
  [
    'a speed without end',
    ['--speed', '1e999'],
    '--speed takes a number above 0 and up to 3600000, not 1e999.',
  ],
])('refuses %s with a sentence', (_, words, expected) => {
  expect(() => readOptions(words)).toThrow(expected);
});

test('takes a port and refuses types without behaviour when it is told to', () => {
  expect(readOptions(['--template', 'a.yaml', '--keep', '--port', '4566', '--strict'])).toMatchObject({
    port: 4566,
    strict: true,
  });
  expect(readOptions(['--template', 'a.yaml'])).toMatchObject({ port: 0, strict: false });
});

test('makes up the ids of network parameters that are not given, and no other parameters', () => {
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
