import type { Browser, Locator, Page } from 'playwright-core';
import { startBrowser } from '../../core/test/browser';
import { reportPage } from './page';
import { EVENTS, step } from './test-events';

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
      '00:07:00 Deployment: The alarm "<high>" went off. See https://example.com/d-111111111?a=1&b=2.',
    ]);
  });

  test('an address is a link, in the list of failures and in the table', async () => {
    const links = await page.locator('a').all();
    expect(await Promise.all(links.map((link) => link.getAttribute('href')))).toEqual([
      'https://example.com/d-111111111?a=1&b=2',
      'https://example.com/d-111111111?a=1&b=2',
    ]);
  });

  test('the summary counts one thing as one', async () => {
    expect(await page.locator('h1 + p').innerText()).toMatch(/ · 1 deployment · 40 requests of users/);
  });

  test.each([400, 701, 800, 1000, 1600])(
    'a window of %d pixels needs no scrolling to the side',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      // Text that begins inside of the picture also ends in the window.
      const boxes = await Promise.all((await page.locator('svg text:visible').all()).map(boxOf));
      expect(Math.max(...boxes.map((box) => box.x + box.width))).toBeLessThanOrEqual(width);
      // Labels of brackets begin in the picture, too.
      const { x } = await boxOf(page.locator('.deployment-lane > svg').first());
      const labels = await Promise.all((await page.locator('.event:visible').all()).map(boxOf));
      expect(Math.min(...labels.map((box) => box.x))).toBeGreaterThanOrEqual(x - 1);
    },
  );

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

  test.each([320, 480, 800, 1200, 1640])('at %d pixels no name of a step is cut', async (width) => {
    const other = await browser.newPage({ viewport: { width, height: 800 } });
    await other.setContent(reportPage('shop', [...step(1, 0, 1), ...step(2, 1, 6), ...step(3, 6, 10)]));
    for (const box of await other.locator('.steps svg svg').all()) {
      const [whole, text] = await Promise.all([boxOf(box), boxOf(box.locator('text'))]);
      expect(text.x + text.width).toBeLessThanOrEqual(whole.x + whole.width + 1);
    }
    const isEachShown = (await other.locator('.rest:visible').count()) === 3;
    expect(await other.locator('.narrow:visible').allInnerTexts()).toEqual(
      isEachShown ? [] : ['names below'],
    );
    await other.close();
  });

  test('a table that is wider than a phone says that it goes on', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    const box = "document.querySelector('.scroll:has(table[aria-labelledby=operations-of-cloudformation])')";
    expect(await page.evaluate(`${box}.scrollWidth > ${box}.clientWidth`)).toBe(true);
    expect(await page.evaluate(`getComputedStyle(${box}).backgroundImage`)).toContain('gradient');
    expect(await page.evaluate(`${box}.tabIndex`)).toBe(0);
  });
});
