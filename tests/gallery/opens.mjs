// Opens a report of any data set: nothing fails, nothing sticks out, and every control does what it can there.
//   node opens.mjs REPORT.html CHROMIUM
import assert from 'node:assert/strict';
import { close, contrast, data, open, overflow } from './browser.mjs';

for (const width of [390, 1440]) {
  const page = await open({ width });
  assert.equal(await page.locator('.cell').count(), data.gallery.indices.length);
  assert.equal(await page.locator('#statistics .chart svg').count(), data.schedule === null ? 1 : 3);
  assert.equal(await page.locator('#schedule').isVisible(), data.schedule !== null);
  assert.equal(await page.locator('#patches .value').count(), 4);
  assert.ok(!/undefined|null|NaN/.test(await page.locator('body').innerText()));
  assert.equal((await page.locator('#classes-note').innerText()).includes('left out'), data.leftOut > 0);
  assert.equal(await overflow(page), 0);

  // The colour is the key to the bar: classes of one sample differ in it, and a patch has its class's, unless it is filled.
  const mixed = await page.evaluate(() =>
    [...document.querySelectorAll('.cell')].filter(cell => {
      const colours = of => [...cell.querySelectorAll(of)].map(e => e.style.getPropertyValue('--c'));
      const bar = colours('.mix i');
      return new Set(bar).size < bar.length || colours('.patch:not(.filled)').some(colour => !bar.includes(colour));
    }).length,
  );
  assert.equal(mixed, 0, 'samples in which two classes have the same colour');

  await page.getByLabel('Patch outlines').check();
  const last = page.locator('.cell').last();
  await last.click();
  assert.equal(await page.locator('#detail-title').innerText(), `Sample ${data.gallery.indices.at(-1)}`);
  assert.equal(await page.locator('#detail').evaluate(d => d.scrollWidth - d.clientWidth), 0);
  assert.ok((await page.locator('#picture .patch').count()) > 0);

  // A press between the parts of the dialog leaves it open, one beside it does not.
  const box = await page.locator('#detail').boundingBox();
  await page.mouse.click(box.x + 5, box.y + 5);
  assert.equal(await page.locator('#detail').isVisible(), true);
  await page.mouse.click(box.x - 5, box.y + 5);
  assert.equal(await page.locator('#detail').isVisible(), false);
  for (let i = 1; i < data.epochs.length; i++) await page.getByLabel('Next epoch').click();
  if (data.epochs.length > 1) await page.locator('#scope input').last().check();
  assert.deepEqual(page.troubles, []);
  await page.close();
}

// What has no room for digits still tells a part from nothing and from all.
const page = await open({ colorScheme: 'dark' });
const shares = [0, 0.004, 0.006, 0.994, 0.996, 1];
const short = await page.evaluate(all => all.map(share => globalThis.eval('page').wholePercent(share)), shares);
assert.deepEqual(short, ['0%', '<1%', '1%', '99%', '>99%', '100%']);

// Paper is white, whatever the theme.
await page.emulateMedia({ media: 'print' });
for (const ink of ['h1', '.note', '.options dd']) {
  const colour = await page.locator(ink).first().evaluate(e => getComputedStyle(e).color);
  assert.ok(contrast(colour, 'rgb(255, 255, 255)') >= 4.5, `${ink} is printed ${colour}`);
}
await close();
