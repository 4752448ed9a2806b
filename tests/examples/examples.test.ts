import { EXAMPLES } from './examples';
import { liveThrough } from './life';
import { TemplateStack } from './template-stack';

let stack: TemplateStack;
beforeEach(async () => {
  stack = await TemplateStack.start();
});
afterEach(() => stack.close());

test.each(EXAMPLES)('$file is created, releases a version, refuses one, and is deleted', (example) =>
  liveThrough(example, stack),
);
