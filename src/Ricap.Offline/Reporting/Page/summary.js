'use strict';

// What the data set as a whole is: its options and key figures, and notes that say what the rest of the page is of.
const summary = (() => {
  const { data, $, make, text, plural, beta, number } = page;
  const { gallery, epochs, classes } = data;
  const patched = data.schedule !== null;
  const WHOLE = { none: 'not augmented: every sample is its source', baseline: 'baseline: whole sources, no patches' };
  const choice = data.mixes.length > 1;
  const option = Object.fromEntries(data.options.map(o => [o.name, o.value]));

  function betas() {
    const all = epochs.map(e => e.beta);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return all[0] === null ? 'none' : low === high ? beta(low) : `${beta(low)} – ${beta(high)}`;
  }

  function showHead() {
    $('subtitle').textContent = [
      'RICAP data set',
      ...(option.augment === 'ricap' ? [] : [WHOLE[option.augment] ?? option.augment]),
      ...(data.usesMode ? [`mode ${option.mode}`] : []),
      `seed ${option.seed}`,
    ].join(' · ');
    const rendered = data.rendered.reduce((count, r) => count + r.last - r.first + 1, 0);
    const figures = [
      [data.samples === 1 ? 'source, and sample an epoch' : 'sources, and samples an epoch', number.format(data.samples)],
      [
        rendered > epochs.length ? `epochs of ${number.format(rendered)}` : epochs.length === 1 ? 'epoch' : 'epochs',
        number.format(epochs.length),
      ],
      [classes.length === 1 ? 'class' : 'classes', number.format(classes.length)],
      ['pixels', `${data.width} × ${data.height}`],
      ['β', betas()],
    ];
    $('figures').append(...figures.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));
    $('options').append(
      ...data.options.map(o => make('div', {}, make('dt', {}, o.name), make('dd', {}, text(o.value)))),
    );
    if (patched) showSchedule(rendered);
  }

  function showSchedule(count) {
    const ranges = data.rendered.map(r => (r.first === r.last ? r.first : `${r.first}–${r.last}`));
    const some = `${ranges.slice(0, 8).join(', ')}${ranges.length > 8 ? ', …' : ''}`;
    const part = count === epochs.length ? '' : ` This report is of ${epochs.length} of ${count}.`;
    $('schedule').hidden = false;
    $('schedule-note').textContent =
      `${data.schedule.text} · rendered: ${some}, dotted beyond.${part} Click to choose an epoch.`;
  }

  // Which of the samples have pictures, and how good these are.
  function showSampling() {
    const { width, height } = gallery.thumbnails;
    const shown = gallery.indices.length;
    const kept = samples.exact
      ? 'exact pixels'
      : `${width} × ${height} pixels, ${samples.lossless ? 'lossless' : 'JPEG'}`;
    const all = number.format(data.samples);
    const some =
      data.samples === 1
        ? 'A picture of the only sample'
        : shown === data.samples
          ? `Pictures of all ${all} samples of each epoch`
          : `Pictures of ${number.format(shown)} of the ${all} samples of each epoch: evenly spaced, the same places in every epoch`;
    $('samples-note').textContent =
      `${some} (${kept}). Hover over a patch, or open a sample, to see where patches come from.`;
  }

  function showCounting() {
    $('scope-all').textContent = epochs.length === 1 ? 'All' : `All ${epochs.length} epochs`;
    $('scope').hidden = epochs.length === 1;
    const all = `${number.format(data.samples * epochs.length)} in ${plural(epochs.length, 'epoch')}`;
    $('statistics-note').textContent =
      `Counted over all samples, not only those with pictures: ${all}.` +
      (patched && data.sharedBoundaries
        ? ' The samples of a batch share their boundary, so one is drawn for each batch.'
        : '') +
      ' Bars of histograms rise with the square root of what they count.';
    $('classes-note').textContent =
      `Shares of the sources' labels (upper bar) and of the labels of all samples of ${plural(epochs.length, 'epoch')} (lower bar).` +
      (data.leftOut > 0 ? ` ${plural(data.leftOut, 'image')} could not be decoded and were left out; ricap inspect names them.` : '');
    for (const element of document.querySelectorAll('[data-patched]')) element.hidden = !patched;
    for (const element of document.querySelectorAll('[data-choice]')) element.hidden = !choice;
  }

  function showControls() {
    const inPictures = new Set(gallery.epochs.flat().flatMap(sample => sample.label.map(part => part.class)));
    $('class').append(
      make('option', { value: -1 }, 'All classes'),
      ...[...inPictures].sort((a, b) => a - b).map(i => make('option', { value: i }, classes[i].name)),
    );
    $('epoch').max = epochs.length - 1;
    $('epoch-control').hidden = epochs.length === 1;
    const { width, height } = gallery.thumbnails;
    document.body.classList.toggle('pixels', Math.max(width, height) <= 64);
    document.body.classList.toggle('wide', data.width > data.height);
  }

  function show() {
    showHead();
    showSampling();
    showCounting();
    showControls();
  }

  return { show };
})();
