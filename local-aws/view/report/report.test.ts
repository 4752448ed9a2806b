import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Browser, Locator, Page } from 'playwright-core';
import { startBrowser } from '../../core/test/browser';
import type { RunEvent, Share } from '../events';
import { reportPage } from './page';

const START = Date.UTC(2026, 0, 1);
const at = (minutes: number): number => START + minutes * 60_000;

const stack = (minutes: number, logicalId: string, status: string, reason?: string): RunEvent => ({
  kind: 'stack',
  time: at(minutes),
  event: {
    StackId: 'stack-id',
    StackName: 'shop',
    EventId: '',
    Timestamp: new Date(at(minutes)),
    LogicalResourceId: logicalId,
    PhysicalResourceId: logicalId === 'shop' ? 'stack-id' : logicalId,
    ResourceType: 'Some::Type',
    ResourceStatus: status as StackEvent['ResourceStatus'],
    ResourceStatusReason: reason,
  },
});
const traffic = (minutes: number, role: 'production' | 'test', shares: Share[]): RunEvent => ({
  kind: 'traffic',
  time: at(minutes),
  listener: role === 'test' ? 'TestListener' : 'ProductionListener',
  role,
  shares,
});
const blue = (percent: number): Share => ({ targetGroup: 'Blue', percent });
const green = (percent: number): Share => ({ targetGroup: 'Green', percent });
const lifecycle = (
  name: string,
  status: 'Succeeded' | 'Failed',
  start: number,
  end: number,
  hook?: string,
): RunEvent => ({
  kind: 'lifecycle',
  time: at(end),
  deploymentId: 'd-111111111',
  name,
  status,
  hook,
  start: at(start),
  end: at(end),
});

/** An update of ten minutes whose shift is undone: 10 percent for two minutes, then 40 percent for one. */
const EVENTS: RunEvent[] = [
  stack(0, 'shop', 'UPDATE_IN_PROGRESS'),
  stack(0, 'Deployment', 'UPDATE_IN_PROGRESS'),
  traffic(0, 'production', [blue(100)]),
  traffic(0, 'test', [blue(100)]),
  {
    kind: 'deployment',
    time: at(1),
    id: 'd-111111111',
    status: 'Created',
    rollsBack: undefined,
    version: 'web:2',
    waitsForTermination: false,
    terminationWaitMinutes: undefined,
    error: undefined,
  },
  lifecycle('Install', 'Succeeded', 1, 3),
  traffic(3, 'test', [green(100)]),
  lifecycle('AfterAllowTestTraffic', 'Succeeded', 3, 4, 'smoke-test'),
  traffic(4, 'production', [blue(90), green(10)]),
  { kind: 'users', time: at(4), answers: { 'version 1': 18, 'version 2': 2 }, problems: [] },
  traffic(6, 'production', [blue(60), green(40)]),
  {
    kind: 'call',
    time: at(6.5),
    stackId: 'stack-id',
    logicalId: 'Deployment',
    type: 'T',
    action: 'UPDATE',
    answer: 'FAILED',
    message: 'Alarm <high>',
  },
  lifecycle('AllowTraffic', 'Failed', 4, 7),
  traffic(7, 'production', [blue(100)]),
  { kind: 'users', time: at(7), answers: { 'version 1': 20 }, problems: [] },
  {
    kind: 'deployment',
    time: at(7),
    id: 'd-111111111',
    status: 'Stopped',
    rollsBack: undefined,
    version: 'web:2',
    waitsForTermination: false,
    terminationWaitMinutes: undefined,
    error: undefined,
  },
  stack(7, 'Deployment', 'UPDATE_FAILED', 'The alarm "<high>" went off.'),
  stack(7, 'shop', 'UPDATE_ROLLBACK_IN_PROGRESS'),
  stack(10, 'shop', 'UPDATE_ROLLBACK_COMPLETE'),
];

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('The page does not show it.');
  return box;
}

describe('the report in a browser', () => {
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await startBrowser([]);
    page = await browser.newPage();
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => problems.push(message.text()));
    await page.setContent(reportPage('shop', EVENTS));
  });
  afterAll(() => browser.close());

  /** The share of the lane's height that each name has at a moment. */
  async function areasAt(lane: string, minutes: number): Promise<Record<string, number>> {
    const whole = await boxOf(page.locator(`.lane.${lane} > svg`));
    const x = whole.x + (minutes / 10) * whole.width;
    const found: Record<string, number> = {};
    for (const area of await page.locator(`.lane.${lane} .area`).all()) {
      const box = await boxOf(area);
      const name = (await area.getAttribute('data-name')) ?? '';
      if (box.x <= x && x < box.x + box.width) found[name] = Math.round((100 * box.height) / whole.height);
    }
    return found;
  }

  test.each([
    [2, { Blue: 100 }],
    [5, { Blue: 90, Green: 10 }],
    [6.5, { Blue: 60, Green: 40 }],
    [8, { Blue: 100 }],
  ])('%d minutes after the start, the areas of the traffic are as the weights', async (minutes, weights) => {
    expect(await areasAt('traffic', minutes)).toEqual(weights);
  });

  test('the strip of the test listener and the area of the users have their own shares', async () => {
    expect(await areasAt('test', 2)).toEqual({ Blue: 100 });
    expect(await areasAt('test', 5)).toEqual({ Green: 100 });
    expect(await areasAt('users', 5)).toEqual({ 'version 1': 90, 'version 2': 10 });
  });

  test('a bracket names its lifecycle event and its hook, and lies on the same time axis', async () => {
    await page.setViewportSize({ width: 1000, height: 800 });
    const texts = await page.locator('.event').allTextContents();
    expect(texts.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'Install 2 min',
      'AfterAllowTestTraffic · smoke-test 1 min',
      'AllowTraffic 3 min',
    ]);
    const bracket = await boxOf(page.locator('.bracket').nth(3));
    const area = await boxOf(page.locator('.lane.test .area').nth(1));
    expect(Math.abs(bracket.x - area.x)).toBeLessThan(2);
  });

  test('on a phone the picture leaves out what has no room, and the labels say it', async () => {
    const shown = async (width: number) => {
      await page.setViewportSize({ width, height: 800 });
      return {
        inThePicture: await page.locator('.hook').isVisible(),
        inTheLabels: await page.locator('.narrow:visible').allInnerTexts(),
      };
    };
    expect(await shown(400)).toEqual({ inThePicture: false, inTheLabels: ['calls smoke-test'] });
    expect(await shown(1000)).toEqual({ inThePicture: true, inTheLabels: [] });
  });

  test('a failure has a number at its place, and its sentence below', async () => {
    const mark = await boxOf(page.locator('.mark'));
    const whole = await boxOf(page.locator('.lane svg:has(.mark)'));
    expect((mark.x + mark.width / 2 - whole.x) / whole.width).toBeCloseTo(0.7, 2);
    expect(await page.locator('.failures li').allInnerTexts()).toEqual([
      '00:07:00 Deployment: The alarm "<high>" went off.',
    ]);
  });

  test.each([400, 700, 1000, 1600])('a window of %d pixels needs no scrolling to the side', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    // Text that begins inside of the picture also ends in the window.
    const boxes = await Promise.all((await page.locator('svg text:visible').all()).map(boxOf));
    expect(Math.max(...boxes.map((box) => box.x + box.width))).toBeLessThanOrEqual(width);
  });

  test('both themes have their colours', async () => {
    const colours = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      colours.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    }
    expect(colours).toEqual(['rgb(255, 255, 255)', 'rgb(13, 17, 23)']);
  });

  test('tables say what the picture shows', async () => {
    const rows = await page.locator('table[aria-labelledby=traffic] tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t'))).toContainEqual([
      '00:06:00',
      'ProductionListener',
      'production',
      'Blue 60%, Green 40%',
    ]);
    expect(await page.locator('h2').allInnerTexts()).toEqual([
      'Failures',
      'Deployments',
      'Lifecycle events',
      'Traffic',
      'Operations of CloudFormation',
    ]);
  });

  test('on paper, no table and no label of the picture is cut', async () => {
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const boxes = await Promise.all((await page.locator('table, .event').all()).map(boxOf));
    expect(Math.max(...boxes.map((box) => box.x + box.width))).toBeLessThanOrEqual(718);
    expect(await page.locator('.narrow:visible').allInnerTexts()).toEqual(['calls smoke-test']);
    await page.emulateMedia({ media: null });
  });

  test('it prints, loads nothing, and no part of it breaks a rule of the page', async () => {
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    expect(requests).toEqual([]);
    expect(problems).toEqual([]);
  });
});
