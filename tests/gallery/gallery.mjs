// Uses a report page as a person would: pointer, keyboard, links, at the widths of a phone and of a desk.
//   node gallery.mjs REPORT.html [CHROMIUM]
// GalleryBrowserTests installs its package and runs it, both in a copy beside the tests.
// The page must have at least 2 epochs, 3 classes and 12 pictures. Ends with 0 if all holds.
import assert from 'node:assert/strict';
import { close, contrast, data, focusedSample, hash, luminance, open, overflow } from './browser.mjs';

const [first, second] = data.epochs.map(e => e.epoch);
const { indices } = data.gallery;

const tests = {
  async 'outlines are drawn when asked for'(page) {
    const shadow = () =>
      page
        .locator('.cell .patch')
        .first()
        .evaluate(patch => getComputedStyle(patch).boxShadow);
    assert.equal(await shadow(), 'none');
    await page.getByLabel('Patch outlines').check();
    assert.match(await shadow(), /inset/);
    await page.getByLabel('Patch outlines').uncheck();
    assert.equal(await shadow(), 'none');
  },

  async 'a patch under the pointer tells where it comes from'(page) {
    const sample = data.gallery.epochs[0][0];
    const patch = page.locator('.cell').first().locator('.patch').first();
    await patch.hover();
    const told = await page.locator('#tip').innerText();
    const paths = sample.layers.map(p => data.gallery.sources[p.source].path);
    assert.ok(
      paths.some(path => told.includes(path)),
      told,
    );
    for (const fact of [/area\s+[\d,]+ px · [\d.<>\s]+\s%/, /crop\s+\d+ × \d+ at \d+, \d+/, /flip/, /shift/])
      assert.match(told, fact);
    await page.mouse.move(5, 5);
    assert.equal(await page.locator('#tip').isVisible(), false);
  },

  async 'pictures are drawn'(page) {
    await page.waitForTimeout(200);
    const blank = await page.evaluate(
      () =>
        [...document.querySelectorAll('.cell canvas')].filter(canvas =>
          canvas
            .getContext('2d')
            .getImageData(0, 0, canvas.width, canvas.height)
            .data.every(v => v === 0),
        ).length,
    );
    assert.equal(blank, 0);
  },

  async 'a class chooses the samples that show it'(page) {
    for (const name of [data.classes[1].name, data.classes[0].name]) {
      const index = data.classes.findIndex(c => c.name === name);
      const expected = data.gallery.epochs[0].filter(s => s.label.some(part => part.class === index)).length;
      await page.getByLabel('Class', { exact: true }).selectOption({ label: name });
      assert.equal(await page.locator('.cell').count(), expected);
    }
    await page.reload();
    assert.equal(await page.locator('#class').inputValue(), '0', 'the link keeps the class');
    await page.getByLabel('Class', { exact: true }).selectOption('-1');
    assert.equal(await page.locator('.cell').count(), indices.length);
  },

  async 'epochs are switched by button, slider, chart and statistics follow'(page) {
    assert.equal(await hash(page), '');
    await page.getByLabel('Next epoch').click();
    assert.equal(await hash(page), `#epoch=${second}`);
    assert.match(await page.locator('#epoch-value').innerText(), new RegExp(`^${second} · β`));
    await page.locator('#epoch').press('Home');
    assert.equal(await hash(page), `#epoch=${first}`);
    const chart = await page.locator('#schedule-chart svg').boundingBox();
    await page.mouse.click(chart.x + chart.width - 20, chart.y + 60);
    assert.equal(await hash(page), `#epoch=${data.epochs.at(-1).epoch}`);
    await page.getByLabel(`Epoch ${data.epochs.at(-1).epoch}`, { exact: true }).check();
    assert.match(
      await page.locator('#boundary-x-note').innerText(),
      new RegExp(`of ${data.epochs.at(-1).draws.toLocaleString('en')} draws`),
    );
  },

  async 'the keyboard alone walks the grid, opens a sample and comes back'(page) {
    await page.locator('#outlines').focus();
    await page.keyboard.press('Tab');
    assert.equal(await focusedSample(page), `#${indices[0]}`);
    await page.keyboard.press('ArrowRight');
    assert.equal(await focusedSample(page), `#${indices[1]}`);
    await page.keyboard.press('ArrowDown');
    const below = await focusedSample(page);
    await page.keyboard.press('ArrowUp');
    assert.equal(await focusedSample(page), `#${indices[1]}`);
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('.cell[tabindex="0"]').count(), 1);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    assert.equal(outline, '3px', 'focus is to be seen');

    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#detail-title').innerText(), `Sample ${below.slice(1)}`);
    assert.equal(await page.locator('#patch-list li.lit').count(), 1, 'the patch in focus is told of');
    await page.keyboard.press('ArrowLeft');
    assert.notEqual(await page.locator('#detail-title').innerText(), `Sample ${below.slice(1)}`);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#detail').isVisible(), false);
    assert.equal(await focusedSample(page), below);

    // A dialog is hidden at once, and says that it was closed, which the address follows, in a task of its own.
    await page.waitForFunction(expected => location.hash === expected, `#epoch=${first}`);
  },

  async 'focus on a patch lights what is told of it'(page) {
    const parted = s => s.x > 0 && s.x < data.width && s.y > 0 && s.y < data.height;
    const epoch = data.gallery.epochs.findIndex(samples => samples.some(parted));
    for (let i = 0; i < epoch; i++) await page.getByLabel('Next epoch').click();
    await page.locator('.cell').nth(data.gallery.epochs[epoch].findIndex(parted)).click();
    const sample = data.gallery.epochs[epoch].find(parted);
    const areas = [sample.x, data.width - sample.x].map(width => width * sample.y);
    areas.push(...[sample.x, data.width - sample.x].map(width => width * (data.height - sample.y)));
    for (const patch of [2, 3, 0]) {
      await page.locator(`#picture .patch[data-patch="${patch}"]`).focus();
      const told = page.locator('#patch-list li.lit');
      assert.equal(await told.getAttribute('data-patch'), String(patch));
      const source = data.gallery.sources[sample.layers[patch].source];
      assert.equal(await told.locator('.path').innerText(), source.path);
      assert.equal(await told.locator('.who bdi').textContent(), data.classes[source.class].name);
      assert.equal(parseInt((await told.locator('dd').first().innerText()).replace(',', '')), areas[patch]);
    }
    await page.locator('#patch-list li').nth(1).hover();
    assert.equal(await page.locator('#picture .patch.lit').getAttribute('data-patch'), '1');
  },

  async 'a sample is seen in every epoch, and the epoch is changed from there'(page) {
    await page.locator('.cell').nth(4).click();
    assert.equal(await page.locator('#strip button').count(), data.epochs.length);
    await page.locator('#strip button').nth(1).click();
    assert.equal(await hash(page), `#epoch=${second}&sample=${indices[4]}`);
    assert.match(await page.locator('#detail-subtitle').innerText(), new RegExp(`^epoch ${second} `));
    await page.getByLabel('Close').click();
    assert.equal(await hash(page), `#epoch=${second}`);
  },

  async 'keys reach the ends and go on from there'(page) {
    await page.locator('.cell').nth(1).click();
    await page.getByLabel('Previous sample').click();
    assert.equal(await page.getByLabel('Previous sample').isDisabled(), true);
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('#detail-title').innerText(), `Sample ${indices[1]}`);
    await page.keyboard.press('Escape');
    await page.getByLabel('Next epoch').focus();
    for (let i = 1; i < data.epochs.length; i++) await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'epoch', 'from a button without use');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await hash(page), `#epoch=${data.epochs.at(-2).epoch}`);
  },

  async 'focus returns to the grid where the class leaves out what was open'(page) {
    const shows = (epoch, place, index) => data.gallery.epochs[epoch][place].label.some(part => part.class === index);
    const [index, place] = data.classes
      .flatMap((_, index) => indices.map((_, place) => [index, place]))
      .find(([index, place]) => shows(0, place, index) && !shows(1, place, index));
    await page.locator('#class').selectOption(String(index));
    await page.locator(`.cell[data-place="${place}"]`).click();
    await page.locator('#strip button').nth(1).click();
    await page.keyboard.press('Escape');
    const focused = await page.evaluate(() => document.activeElement.dataset.place);
    assert.ok(focused === undefined || shows(1, Number(focused), index));
    assert.equal(await page.locator('.cell[tabindex="0"]').count(), Math.min(1, await page.locator('.cell').count()));
  },

  async 'scripts in names stay text'(page) {
    assert.ok(!(await page.title()).includes('broken'));
    assert.equal(await page.locator('main img').count(), 0);
  },

  async 'the theme is the one of the system, and is switched'(page) {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForSelector('html[data-theme=dark]');
    const dark = await paper();
    assert.ok(luminance(light) > 0.8 && luminance(dark) < 0.05, `${light}, ${dark}`);
    const button = page.getByRole('button', { name: 'Dark theme' });
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    await button.click();
    assert.equal(await paper(), light);
    assert.equal(await button.getAttribute('aria-pressed'), 'false');
  },

  async 'everything that takes focus has a name'(page) {
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, a[href], canvas, [role=img]')]
        .filter(
          e =>
            !e.closest('[aria-hidden=true]') &&
            !(e.getAttribute('aria-label') || e.labels?.length || e.textContent.trim()),
        )
        .map(e => e.outerHTML.slice(0, 100)),
    );
    assert.deepEqual(nameless, []);
  },
};

// Texts, and what is behind them.
const READABLE = [
  ['h1', 'body'],
  ['.note', 'body'],
  ['.names', '.cell'],
  ['.number', '.cell'],
  ['svg text', '.card'],
  ['.legend', '.card'],
  ['.value small', '.card'],
  ['#scope input:checked + span', '#scope input:checked + span'],
  ['.options dt', '.card'],
];

async function check(name, options, test) {
  const page = await open(options);
  try {
    await test(page);
    assert.deepEqual(page.troubles, []);
    console.log(`ok ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`not ok ${name}\n${error.stack}`);
  }
  await page.close();
}

for (const [name, test] of Object.entries(tests)) await check(name, {}, test);
for (const width of [390, 1440]) {
  for (const colorScheme of ['light', 'dark']) {
    await check(`nothing sticks out at ${width} px, ${colorScheme}`, { width, colorScheme }, async page => {
      assert.equal(await overflow(page), 0);
      for (const [element, behind] of READABLE) {
        const of = (selector, property) =>
          page.locator(selector).first().evaluate((e, name) => getComputedStyle(e)[name], property);
        const ink = await of(element, element.startsWith('svg') ? 'fill' : 'color');
        const ratio = contrast(ink, await of(behind, 'backgroundColor'));
        assert.ok(ratio >= 4.5, `${element} on ${behind}: ${ratio}`);
      }
      await page.locator('.cell').nth(2).click();
      const last = page.locator('#strip button').last();
      await last.click();
      await page.getByLabel('Close').click();
      await page.locator('.cell').nth(2).click();
      const inside = await page.locator('#strip').evaluate(strip => {
        const [outer, inner] = [strip, strip.querySelector('[aria-current]')].map(e => e.getBoundingClientRect());
        return outer.left <= inner.left + 1 && inner.right <= outer.right + 1;
      });
      assert.ok(inside, 'the open epoch is among those in sight');
      assert.equal(await page.locator('#detail').evaluate(d => d.scrollWidth - d.clientWidth), 0);
      assert.equal(await overflow(page), 0);
    });
  }
}
await check('a link opens its sample', { hash: `#epoch=${second}&sample=${indices[3]}` }, async page => {
  assert.equal(await page.locator('#detail-title').innerText(), `Sample ${indices[3]}`);
  assert.equal(await page.locator('#epoch').inputValue(), '1');
  assert.ok((await page.locator('#permalink').getAttribute('href')).endsWith(`#epoch=${second}&sample=${indices[3]}`));
});
await check('a link to what is not there says so', { hash: '#epoch=77777&sample=1' }, async page => {
  assert.match(await page.locator('#notice').innerText(), /Epoch 77777 is not in this report/);
  assert.equal(await page.locator('#detail').isVisible(), false);
});
await close();
