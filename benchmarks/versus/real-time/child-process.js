/*
 * Loads a function in a fresh process, invokes it as a cold start does, and measures itself.
 * argv: file, export, a JSON file {event, now}, number of invocations. The results go to file descriptor 3.
 */
const { readFileSync, writeSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

const [, , file, name, given, invocations] = process.argv;
const { event, now } = JSON.parse(readFileSync(given, 'utf8') || '{}');

// The event carries the virtual clock's time, so the function must see the same time.
const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now], newTarget),
  get: (target, key) => (key === 'now' ? () => now : Reflect.get(target, key)),
});

async function main() {
  const before = performance.now();
  const handler = require(file)[name];
  const loadMilliseconds = performance.now() - before;
  const milliseconds = [];
  let answer;
  for (let count = 0; count < Number(invocations); count++) {
    const start = performance.now();
    answer = await handler(JSON.parse(JSON.stringify(event)), {
      awsRequestId: 'benchmark',
      functionVersion: '1',
    });
    milliseconds.push(performance.now() - start);
  }
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuMilliseconds = (userCPUTime + systemCPUTime) / 1000;
  const result = { loadMilliseconds, milliseconds, maxRSS, cpuMilliseconds, answer };
  writeSync(3, JSON.stringify(result));
  process.exit(0);
}

void main();
