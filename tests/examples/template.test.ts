import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { changed, readText, tableRows } from './page-table';
import { BROKEN_RULES } from './template-rules';
import { TemplateStack } from './template-stack';

const PAGE = 'docs/template.md';
const TABLES = [
  'Service and task definition',
  'Target groups, listeners and rules',
  'Roles and hooks',
  'Alarms, approval and notifications',
  'The deployment and what follows it',
];

/** Each rule, the status in which a stack without it ends, and the words of the failure that the page quotes. */
const RULES = TABLES.flatMap((heading) => tableRows(PAGE, heading)).map(
  ([rule = '', status = '', effect = '']) => ({
    rule,
    status: status.replaceAll('`', ''),
    quotes: [...effect.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words),
  }),
);

let stack: TemplateStack | undefined;
afterEach(() => stack?.close());

test('the page has each rule that is tried, and no other', () => {
  expect(RULES.map(({ rule }) => rule)).toEqual(Object.keys(BROKEN_RULES));
});

test.each(RULES)('$rule; without that: $status', async ({ rule, status, quotes }) => {
  const { file = '', changes = [], settings, then } = BROKEN_RULES[rule] ?? {};
  stack = await TemplateStack.start(settings);
  await stack.create(changed(readText(`examples/${file}`), ...changes));
  if (then) {
    expect(stack.stack.status).toBe('CREATE_COMPLETE');
    await then(stack);
  }
  expect(stack.stack.status).toBe(status);
  const reasons = stack.failures().join('\n');
  for (const words of quotes) expect(reasons).toContain(words);
  expect(reasons === '').toBe(quotes.length === 0);
});

test('a service with the scaling of the page is released with the count that the scaling has set', async () => {
  const [, scaling = ''] = /^### Scaling$.*?```yaml\n(.*?)```/ms.exec(readText(PAGE)) ?? [];
  const indented = scaling.replaceAll(/^(?=.)/gm, '  ');
  stack = await TemplateStack.start();
  await stack.create(changed(readText('examples/minimal.yaml'), ['\nOutputs:', `\n${indented}\nOutputs:`]));
  expect(stack.failures()).toEqual([]);
  await stack.account.aws.clock.advance(300);
  expect(await desiredCount(stack)).toBe(4);
  const answers = await stack.update({ parameters: { Version: '2' } }, ['Url']);
  expect(stack.stack.status).toBe('UPDATE_COMPLETE');
  expect(answers).toEqual([['ok from version 1', 'ok from version 2']]);
  expect(await desiredCount(stack)).toBe(4);
});

async function desiredCount(of: TemplateStack): Promise<number | undefined> {
  const { services } = await new ECSClient(of.client()).send(
    new DescribeServicesCommand({ cluster: of.physicalId('Cluster'), services: [of.physicalId('Service')] }),
  );
  return services?.[0]?.desiredCount;
}
