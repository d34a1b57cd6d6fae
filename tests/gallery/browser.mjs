// A report page in a browser, watched: whatever it says, asks or requests is trouble.
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report, executablePath = '/usr/bin/chromium'] = process.argv.slice(2);
const address = pathToFileURL(report).href;
const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

export async function open({ width = 1440, height = 900, colorScheme = 'light', hash = '' } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.troubles = [];
  page.on('console', message => page.troubles.push(`console: ${message.text()}`));
  page.on('pageerror', error => page.troubles.push(`error: ${error.message}`));
  page.on('dialog', dialog => {
    page.troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', request => {
    if (!request.url().startsWith('data:') && request.url().split('#')[0] !== address)
      page.troubles.push(`request: ${request.url()}`);
  });
  await page.goto(address + hash);
  await page.waitForSelector('.cell');
  return page;
}

export const focusedSample = page => page.evaluate(() => document.activeElement.querySelector('.number')?.textContent);
export const overflow = page =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
export const hash = page => page.evaluate(() => decodeURIComponent(location.hash.replaceAll('+', ' ')));

// Data as the page has it, to know what to expect of it.
export const data = await (async () => {
  const page = await open();
  const json = JSON.parse(await page.locator('#data').textContent());
  await page.close();
  return json;
})();

// Of a colour as a browser computes it; WCAG 2.
export function luminance(colour) {
  const [r, g, b] = colour
    .match(/[\d.]+/g)
    .slice(0, 3)
    .map(part => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

export const close = () => browser.close();
