// Opens a report of any data set: nothing fails, nothing sticks out, and every control does what it can there.
//   node opens.mjs REPORT.html CHROMIUM
import assert from 'node:assert/strict';
import { close, data, open, overflow } from './browser.mjs';

for (const width of [390, 1440]) {
  const page = await open({ width });
  assert.equal(await page.locator('.cell').count(), data.gallery.indices.length);
  assert.equal(await page.locator('#statistics .chart svg').count(), data.schedule === null ? 1 : 3);
  assert.equal(await page.locator('#schedule').isVisible(), data.schedule !== null);
  assert.equal(await page.locator('#patches .value').count(), 4);
  assert.ok(!/undefined|null|NaN/.test(await page.locator('body').innerText()));
  assert.equal(await overflow(page), 0);

  await page.getByLabel('Patch outlines').check();
  const last = page.locator('.cell').last();
  await last.click();
  assert.equal(await page.locator('#detail-title').innerText(), `Sample ${data.gallery.indices.at(-1)}`);
  assert.equal(await page.locator('#detail').evaluate(d => d.scrollWidth - d.clientWidth), 0);
  assert.ok((await page.locator('#picture .patch').count()) > 0);
  await page.keyboard.press('Escape');
  for (let i = 1; i < data.epochs.length; i++) await page.getByLabel('Next epoch').click();
  if (data.epochs.length > 1) await page.locator('#scope input').last().check();
  assert.deepEqual(page.troubles, []);
  await page.close();
}
await close();
