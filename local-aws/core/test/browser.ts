import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** @returns the path of an installed Chromium or Chrome; `CHROMIUM` names another one */
function findBrowser(): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const known = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  const found = [process.env.CHROMIUM ?? '', ...known, MACOS].find((file) => file !== '' && existsSync(file));
  if (found !== undefined) return found;
  throw new Error(
    'This test needs Chromium: apt-get install chromium, or set CHROMIUM to the path of a Chromium or Chrome.',
  );
}

/**
 * Starts a headless browser.
 * @param hosts names that the browser finds at 127.0.0.1
 */
export function startBrowser(hosts: readonly string[]): Promise<Browser> {
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',');
  return chromium.launch({ executablePath: findBrowser(), args: [`--host-resolver-rules=${rules}`] });
}
