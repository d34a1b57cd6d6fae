'use strict';

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { gallery, epochs, classes } = data;
  const { percent, beta, number } = charts;
  const augmented = data.schedule !== null;
  const $ = id => document.getElementById(id);
  const PLACES = ['top left', 'top right', 'bottom left', 'bottom right'];
  const FIRST_CLASSES = 500;

  // What is shown: places in `epochs`, `classes` (−1 = all) and `gallery.indices` (−1 = none is open).
  const state = { epoch: 0, class: -1, open: -1, focus: 0, scope: 'all' };

  // Elements are made here and nowhere from text: names and paths come from elsewhere.
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === 'style') for (const [key, part] of Object.entries(value)) element.style.setProperty(key, part);
      else if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  const text = value => make('bdi', {}, value);
  const swatch = index => make('span', { className: 'swatch', style: { '--c': classes[index].colour } });
  const plural = (count, one, many = `${one}s`) => `${number.format(count)} ${count === 1 ? one : many}`;
  const epochName = e => (e.beta === null ? `epoch ${e.epoch}` : `epoch ${e.epoch} · β ${beta(e.beta)}`);

  // --- Samples ---

  function patchesOf(epoch, place) {
    const { x, y, patches } = gallery.epochs[epoch][place];
    return patches.map((patch, i) => {
      const [left, upper] = [i % 2 === 0, i < 2];
      const width = left ? x : data.width - x;
      const height = upper ? y : data.height - y;
      return { ...patch, place: PLACES[i], left: left ? 0 : x, top: upper ? 0 : y, width, height, area: width * height,
        source: gallery.sources[patch.source] };
    }).filter(patch => patch.area > 0);
  }

  const labelText = (label, most = label.length) => label.slice(0, most)
    .map(part => `${classes[part.class].name} ${percent(part.share)}`).join(', ') + (label.length > most ? ', …' : '');

  function mix(label) {
    return make('span', { className: 'mix', 'aria-hidden': 'true' },
      ...label.map(part => make('i', { style: { '--c': classes[part.class].colour, width: `${100 * part.share}%` } })));
  }

  // Sheets stay text until somebody looks at their epoch.
  const sheets = [...document.querySelectorAll('script.sheet')];
  const images = [];
  function sheet(epoch) {
    images[epoch] ??= new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = reject;
      image.src = `data:${sheets[epoch].type.replace(';base64', '')};base64,${sheets[epoch].textContent}`;
    });
    return images[epoch];
  }

  const exact = sheets[0].type.startsWith('image/webp') && gallery.thumbnails.width === data.width && gallery.thumbnails.height === data.height;

  function thumbnail(epoch, place) {
    const { width, height, pitchX, pitchY, columns } = gallery.thumbnails;
    const canvas = make('canvas', { width, height, 'aria-hidden': 'true' });
    sheet(epoch).then(image => canvas.getContext('2d').drawImage(
      image, (place % columns) * pitchX, Math.floor(place / columns) * pitchY, width, height, 0, 0, width, height));
    return canvas;
  }

  // A picture in its proportions within a square, patches in per cent on top of it.
  function frame(epoch, place, tag = 'span') {
    const longest = Math.max(data.width, data.height);
    const side = length => `max(6px, ${100 * length / longest}%)`;
    const patches = patchesOf(epoch, place).map((patch, i) => {
      const part = (length, whole) => `${100 * length / whole}%`;
      const element = make(tag, { className: 'patch', style: {
        '--c': classes[patch.source.class].colour,
        left: part(patch.left, data.width), top: part(patch.top, data.height),
        width: part(patch.width, data.width), height: part(patch.height, data.height) } });
      element.dataset.patch = i;
      if (tag === 'button') {
        element.type = 'button';
        element.setAttribute('aria-label', `Patch ${patch.place}: ${classes[patch.source.class].name}, ${percent(patch.area / (data.width * data.height))}`);
        element.setAttribute('aria-describedby', `patch-${i}`);
      }
      return element;
    });
    return make('span', { className: 'frame', style: { width: side(data.width), height: side(data.height) } }, thumbnail(epoch, place), ...patches);
  }

  const signed = (length, plus, minus) => (length === 0 ? '' : `${Math.abs(length)} ${length > 0 ? plus : minus}`);

  function patchInfo(patch) {
    const { source } = patch;
    const shift = [signed(patch.shiftX, 'right', 'left'), signed(patch.shiftY, 'down', 'up')].filter(Boolean).join(', ');
    const facts = [
      ['area', `${number.format(patch.area)} px · ${percent(patch.area / (data.width * data.height))}`],
      ['crop', `${patch.width} × ${patch.height} at ${patch.cropX}, ${patch.cropY}`],
      ['flip', patch.flip ? 'mirrored' : 'no'],
      ['shift', shift || 'none'],
    ];
    if (source.label) facts.push(['label', labelText(source.label, 5)]);
    return [
      make('div', { className: 'who' }, swatch(source.class), text(classes[source.class].name), make('span', { className: 'place' }, ` · ${patch.place}`)),
      make('div', { className: 'path' }, text(source.path)),
      make('dl', { className: 'facts' }, ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])),
    ];
  }

  const shown = () => gallery.indices.map((_, place) => place).filter(place =>
    state.class < 0 || gallery.epochs[state.epoch][place].label.some(part => part.class === state.class));

  function cell(place) {
    const sample = gallery.epochs[state.epoch][place];
    const button = make('button', { type: 'button', className: 'cell', tabIndex: -1,
      'aria-label': `Sample ${gallery.indices[place]}: ${labelText(sample.label, 4)}; ${plural(patchesOf(state.epoch, place).length, 'patch', 'patches')}` },
    make('span', { className: 'box' }, frame(state.epoch, place)),
    make('span', { className: 'caption' }, make('span', { className: 'number' }, `#${gallery.indices[place]}`), mix(sample.label)),
    make('span', { className: 'names' }, ...sample.label.slice(0, 4).flatMap((part, i) =>
      [i > 0 ? ' · ' : '', text(classes[part.class].name), ` ${Math.round(100 * part.share)}%`])));
    button.dataset.place = place;
    return make('li', {}, button);
  }

  function showGrid() {
    const places = shown();
    $('grid').replaceChildren(...places.map(cell));
    if (!places.includes(state.focus)) state.focus = places[0] ?? 0;
    rove(state.focus, false);
    $('count').textContent = state.class < 0 ? '' : places.length === 0
      ? `None of the ${gallery.indices.length} pictures of this epoch shows this class.`
      : `${places.length} of ${gallery.indices.length} pictures of this epoch show this class.`;
    hideTip();
  }

  // One stop for the Tab key; arrows go on from there.
  function rove(place, focus = true) {
    for (const button of $('grid').querySelectorAll('.cell')) {
      const mine = Number(button.dataset.place) === place;
      button.tabIndex = mine ? 0 : -1;
      if (mine && focus) button.focus();
    }
    state.focus = place;
  }

  function onGridKey(event) {
    const cells = [...$('grid').querySelectorAll('.cell')];
    const at = cells.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const firstTop = cells[0].offsetTop;
    const columns = cells.findIndex(c => c.offsetTop > firstTop) < 0 ? cells.length : cells.findIndex(c => c.offsetTop > firstTop);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: cells.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (cells[to]) rove(Number(cells[to].dataset.place));
  }

  // --- What a patch is ---

  function showTip(target) {
    const patch = patchesOf(state.epoch, Number(target.closest('.cell').dataset.place))[Number(target.dataset.patch)];
    const tip = $('tip');
    tip.replaceChildren(...patchInfo(patch));
    tip.hidden = false;
    const at = target.getBoundingClientRect();
    const left = Math.min(Math.max(10, at.left), innerWidth - tip.offsetWidth - 10);
    const below = at.bottom + 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${below + tip.offsetHeight < innerHeight ? below : Math.max(10, at.top - tip.offsetHeight - 8)}px`;
  }

  const hideTip = () => { $('tip').hidden = true; };

  function light(index) {
    for (const element of $('detail').querySelectorAll('#picture .patch, #patch-list li')) {
      element.classList.toggle('lit', element.dataset.patch === index);
    }
  }

  // --- One sample ---

  function showDetail() {
    const { epoch, open } = state;
    const dialog = $('detail');
    if (open < 0) {
      if (dialog.open) dialog.close();
      return;
    }
    const e = epochs[epoch];
    const sample = gallery.epochs[epoch][open];
    $('detail-title').textContent = `Sample ${gallery.indices[open]}`;
    $('detail-subtitle').textContent = `${epochName(e)}${augmented ? ` · boundary at ${sample.x}, ${sample.y}` : ''}`;
    const large = frame(epoch, open, 'button');
    $('picture').replaceChildren(large);
    $('patch-list').replaceChildren(...patchesOf(epoch, open).map((patch, i) => {
      const item = make('li', { id: `patch-${i}`, style: { '--c': classes[patch.source.class].colour } }, ...patchInfo(patch));
      item.dataset.patch = i;
      return item;
    }));
    $('detail-label').replaceChildren(mix(sample.label), make('ul', { 'aria-label': 'Label' },
      ...sample.label.slice(0, 12).map(part => make('li', {}, swatch(part.class), text(classes[part.class].name), ` ${percent(part.share)}`))));
    showRamp();
    const places = shown();
    const at = places.indexOf(open);
    $('sample-back').disabled = at <= 0;
    $('sample-on').disabled = at < 0 || at === places.length - 1;
    $('permalink').href = hash();
    if (!dialog.open) {
      dialog.showModal();
      $('picture').querySelector('.patch').focus();
    }
  }

  function showRamp() {
    $('ramp').hidden = epochs.length < 2;
    if (epochs.length < 2) return;
    $('ramp-title').textContent = `Sample ${gallery.indices[state.open]} in ${epochs.length} epochs`;
    const strip = $('strip');
    const scroll = strip.scrollLeft;
    const focused = [...strip.children].indexOf(document.activeElement);
    strip.replaceChildren(...epochs.map((e, i) => {
      const button = make('button', { type: 'button', 'aria-label': epochName(e) },
        make('span', { className: 'box' }, frame(i, state.open)),
        make('span', { className: 'caption' }, make('span', { className: 'number' }, `epoch ${e.epoch}`), make('br'), e.beta === null ? '' : `β ${beta(e.beta)}`),
        mix(gallery.epochs[i][state.open].label));
      if (i === state.epoch) button.setAttribute('aria-current', 'true');
      button.addEventListener('click', () => go({ epoch: i }));
      return button;
    }));
    strip.scrollLeft = scroll;
    const current = strip.children[state.epoch];
    if (focused >= 0) current.focus({ preventScroll: true });
    if (current.offsetLeft + current.offsetWidth > strip.scrollLeft + strip.clientWidth + strip.offsetLeft || current.offsetLeft - strip.offsetLeft < strip.scrollLeft) {
      strip.scrollLeft = current.offsetLeft - strip.offsetLeft - strip.clientWidth / 3;
    }
  }

  function neighbour(step) {
    const places = shown();
    const to = places[places.indexOf(state.open) + step];
    if (to !== undefined && state.open >= 0) go({ open: to });
  }

  // --- Statistics ---

  const counted = () => (state.scope === 'all' ? epochs : [epochs[state.epoch]]);
  const sum = values => values.reduce((a, b) => a + b, 0);
  const addUp = lists => lists[0].map((_, i) => sum(lists.map(list => list[i])));

  function shares(lists) {
    const counts = addUp(lists);
    const all = sum(counts);
    return counts.map(count => count / all);
  }

  // What is expected of several epochs together: each counts by its draws.
  function expectation(list, values, weight) {
    const all = sum(list.map(weight));
    return values(list[0]).map((_, i) => sum(list.map(e => values(e)[i] * weight(e))) / all);
  }

  function showBoundary(axis, bins, length) {
    const list = counted();
    const observed = shares(list.map(e => e[axis].counts));
    const expected = expectation(list, e => e[axis].expected, e => e.draws);
    const ends = values => values[0] + values.at(-1);
    const name = i => (i + 1 < bins.length && bins[i + 1] - bins[i] > 1 ? `${bins[i]} to ${bins[i + 1] - 1}` : `${bins[i]}`);
    const note = `At an edge: ${percent(ends(observed))} of ${plural(sum(list.map(e => e.draws)), 'draw')}, expected ${percent(ends(expected))}.`;
    charts.histogram($(`boundary-${axis}`), {
      shares: observed, expected, names: name, label: `Histogram of the boundary's ${axis}. ${note}`,
      marks: width => (length < 16 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]).map(part => Math.round(part * length)).filter((v, i, all) => all.indexOf(v) === i && (width > 240 || v === 0 || v === length))
        .map(value => ({ at: bins.findLastIndex(start => start <= value) + 0.5, text: value })),
    });
    $(`boundary-${axis}-note`).replaceChildren(make('span', { className: 'legend' },
      make('span', {}, 'drawn'), make('span', { className: 'of-expected' }, 'expected')), note);
  }

  function rows(container, entries) {
    container.replaceChildren(make('div', { className: 'rows' }, ...entries.flatMap(({ name, share, expected }) => [
      make('span', {}, name),
      make('span', { className: 'meter', 'aria-hidden': 'true' }, make('i', { style: { width: `${100 * share}%` } }),
        ...(expected === undefined ? [] : [make('b', { style: { left: `calc(${100 * expected}% - 1px)` } })])),
      make('span', { className: 'value' }, percent(share), ...(expected === undefined ? [] : [make('small', {}, ` · expected ${percent(expected)}`)])),
    ])));
  }

  function showStatistics() {
    const list = counted();
    $('scope-one').textContent = `Epoch ${epochs[state.epoch].epoch}`;
    if (augmented) {
      showBoundary('x', data.binsX, data.width);
      showBoundary('y', data.binsY, data.height);
    }

    const weights = shares(list.map(e => e.labelWeights));
    const entries = sum(list.map(e => sum(e.labelWeights)));
    const pure = `${percent(weights.at(-1))} of ${plural(entries, 'label entry', 'label entries')} weigh 100 %.`;
    charts.histogram($('weights'), {
      shares: weights, label: `Histogram of label weights. ${pure}`,
      names: i => (i === 20 ? 'exactly 100 %' : `above ${5 * i} to ${i === 19 ? 'below 100' : 5 * i + 5} %`),
      marks: () => [0, 5, 10, 15].map(i => ({ at: i, text: `${5 * i} %` })).concat({ at: 20.5, text: '100 %' }),
    });
    $('weights-note').textContent = `${pure} They have a bar of their own, the last.`;

    const visible = shares(list.map(e => e.visiblePatches));
    const expected = augmented ? expectation(list, e => e.expectedPatches, () => 1) : [];
    rows($('patches'), visible.map((share, i) => ({ name: plural(i + 1, 'patch', 'patches'), share, expected: expected[i] }))
      .filter((row, i) => row.share > 0 || i !== 2)); // boundaries that cross cannot make three
    const counts = shares(list.map(e => e.classCounts));
    rows($('class-counts'), counts.map((share, i) => ({ name: i === 4 ? '5 or more' : plural(i + 1, 'class', 'classes'), share }))
      .filter((row, i) => row.share > 0 || i < Math.min(4, classes.length)));
  }

  function showClasses(most) {
    const widest = Math.max(...classes.flatMap(c => [c.before, c.after]));
    const bar = share => make('i', { style: { width: `${100 * share / widest}%` } });
    $('classes').replaceChildren(...classes.slice(0, most).map((c, i) => make('tr', {},
      make('td', { title: c.name }, make('span', { className: 'name' }, swatch(i), text(c.name))),
      make('td', { className: 'num sources' }, number.format(c.sources)),
      make('td', { className: 'bars' }, make('div', { className: 'pair', 'aria-hidden': 'true', style: { '--c': c.colour } }, bar(c.before), bar(c.after))),
      make('td', { className: 'num' }, percent(c.before)),
      make('td', { className: 'num' }, percent(c.after)))));
    $('more-classes').hidden = classes.length <= most;
    $('more-classes').textContent = `Show all ${number.format(classes.length)} classes`;
  }

  // --- State, its link and its controls ---

  function hash() {
    const parts = new URLSearchParams({ epoch: epochs[state.epoch].epoch });
    if (state.open >= 0) parts.set('sample', gallery.indices[state.open]);
    if (state.class >= 0) parts.set('class', classes[state.class].name);
    return `#${parts}`;
  }

  function go(change, link = true) {
    const before = { ...state };
    Object.assign(state, change);
    if (before.epoch !== state.epoch || before.class !== state.class || !$('grid').hasChildNodes()) showGrid();
    if (before.epoch !== state.epoch) showEpoch();
    if (before.epoch !== state.epoch || before.scope !== state.scope) showStatistics();
    $('class').value = state.class;
    if (state.open >= 0) state.focus = state.open;
    showDetail();
    if (link) history.replaceState(null, '', hash());
    $('notice').hidden = true;
  }

  function showEpoch() {
    const e = epochs[state.epoch];
    $('epoch').value = state.epoch;
    $('epoch').setAttribute('aria-valuetext', epochName(e));
    $('epoch-value').replaceChildren(make('b', {}, e.epoch), e.beta === null ? '' : ` · β ${beta(e.beta)}`);
    $('epoch-back').disabled = state.epoch === 0;
    $('epoch-on').disabled = state.epoch === epochs.length - 1;
    if (augmented) {
      charts.schedule($('schedule-chart'), {
        points: data.schedule.points, rendered: data.rendered, epochs, now: state.epoch, pick: epoch => go({ epoch }) });
    }
  }

  function readHash() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const change = { open: -1 };
    const problems = [];
    if (parts.has('epoch')) {
      change.epoch = epochs.findIndex(e => String(e.epoch) === parts.get('epoch'));
      if (change.epoch < 0) {
        delete change.epoch;
        problems.push(`Epoch ${parts.get('epoch')} is not in this report.`);
      }
    }
    if (parts.has('class')) change.class = classes.findIndex(c => c.name === parts.get('class'));
    if (parts.has('sample') && problems.length === 0) {
      change.open = gallery.indices.findIndex(i => String(i) === parts.get('sample'));
      if (change.open < 0) problems.push(`Sample ${parts.get('sample')} has no picture in this report; those that have are below.`);
    }
    go(change, false);
    $('notice').textContent = problems.join(' ');
    $('notice').hidden = problems.length === 0;
  }

  function fill() {
    const rendered = data.rendered.map(r => (r.first === r.last ? r.first : `${r.first}–${r.last}`));
    const renderedCount = sum(data.rendered.map(r => r.last - r.first + 1));
    const all = data.samples * epochs.length;
    const option = Object.fromEntries(data.options.map(o => [o.name, o.value]));
    const { width, height } = gallery.thumbnails;
    $('subtitle').textContent = ['RICAP data set', ...(augmented ? [`mode ${option.mode}`] : ['not augmented: every sample is its source']), `seed ${option.seed}`].join(' · ');
    const betas = epochs.map(e => e.beta);
    const range = betas[0] === null ? 'none' : Math.min(...betas) === Math.max(...betas) ? beta(betas[0]) : `${beta(Math.min(...betas))} – ${beta(Math.max(...betas))}`;
    $('figures').append(...[
      [data.samples === 1 ? 'source, and sample an epoch' : 'sources, and samples an epoch', number.format(data.samples)],
      [renderedCount === epochs.length ? (epochs.length === 1 ? 'epoch' : 'epochs') : `epochs of ${number.format(renderedCount)}`, number.format(epochs.length)],
      [classes.length === 1 ? 'class' : 'classes', number.format(classes.length)], ['pixels', `${data.width} × ${data.height}`], ['β', range],
    ].map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));

    const reported = renderedCount === epochs.length ? '' : ` This report is of ${epochs.length} of ${renderedCount}.`;
    if (augmented) {
      $('schedule').hidden = false;
      $('schedule-note').textContent = `${data.schedule.text} · rendered: ${rendered.slice(0, 8).join(', ')}${rendered.length > 8 ? ', …' : ''}, dotted beyond.${reported} Click to choose an epoch.`;
    }
    const kept = exact ? 'exact pixels' : `${width} × ${height} pixels, ${sheets[0].type.startsWith('image/webp') ? 'lossless' : 'JPEG'}`;
    const some = data.samples === 1 ? 'A picture of the only sample'
      : gallery.indices.length === data.samples ? `Pictures of all ${number.format(data.samples)} samples of each epoch`
      : `Pictures of ${number.format(gallery.indices.length)} of the ${number.format(data.samples)} samples of each epoch: evenly spaced, the same places in every epoch`;
    $('samples-note').textContent = `${some} (${kept}). Hover over a patch to see where it comes from.`;
    $('scope-all').textContent = epochs.length === 1 ? 'All' : `All ${epochs.length} epochs`;
    $('scope').hidden = epochs.length === 1;
    $('statistics-note').textContent = `Counted over all samples, not only those with pictures: ${number.format(all)} in ${plural(epochs.length, 'epoch')}.`
      + (augmented && data.sharedBoundaries ? ' The samples of a batch share their boundary, so one is drawn for each batch.' : '') + ' Bars of histograms rise with the square root of what they count.';
    $('classes-note').textContent = `Shares of the sources' labels (upper bar) and of the labels of all samples of ${plural(epochs.length, 'epoch')} (lower bar).`;
    $('options').append(...data.options.map(o => make('div', {}, make('dt', {}, o.name), make('dd', {}, text(o.value)))));
    for (const element of document.querySelectorAll('[data-augmented]')) element.hidden = !augmented;

    const inPictures = new Set(gallery.epochs.flat().flatMap(sample => sample.label.map(part => part.class)));
    $('class').append(make('option', { value: -1 }, 'All classes'),
      ...[...inPictures].sort((a, b) => a - b).map(i => make('option', { value: i }, classes[i].name)));
    $('epoch').max = epochs.length - 1;
    $('epoch-control').hidden = epochs.length === 1;
    document.body.classList.toggle('pixels', Math.max(width, height) <= 64);
    showClasses(FIRST_CLASSES);
  }

  function setTheme(dark) {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    $('theme').setAttribute('aria-pressed', dark);
  }

  function listen() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    setTheme(system.matches);
    system.addEventListener('change', () => setTheme(system.matches));
    $('theme').addEventListener('click', () => setTheme(document.documentElement.dataset.theme !== 'dark'));

    $('epoch').addEventListener('input', () => go({ epoch: Number($('epoch').value) }));
    $('epoch-back').addEventListener('click', () => go({ epoch: state.epoch - 1 }));
    $('epoch-on').addEventListener('click', () => go({ epoch: state.epoch + 1 }));
    $('class').addEventListener('change', () => go({ class: Number($('class').value) }));
    $('outlines').addEventListener('change', () => document.body.classList.toggle('outlined', $('outlines').checked));
    $('scope').addEventListener('change', event => go({ scope: event.target.value }));
    $('more-classes').addEventListener('click', () => showClasses(Infinity));

    const grid = $('grid');
    grid.addEventListener('keydown', onGridKey);
    grid.addEventListener('focusin', event => event.target.matches('.cell') && rove(Number(event.target.dataset.place), false));
    grid.addEventListener('click', event => {
      const button = event.target.closest('.cell');
      if (button) go({ open: Number(button.dataset.place) });
    });
    grid.addEventListener('mouseover', event => (event.target.matches('.patch') ? showTip(event.target) : hideTip()));
    grid.addEventListener('mouseleave', hideTip);
    addEventListener('scroll', hideTip, { passive: true });

    const dialog = $('detail');
    dialog.addEventListener('close', () => {
      if (state.open >= 0) go({ open: -1 });
      rove(state.focus);
    });
    dialog.addEventListener('click', event => event.target === dialog && dialog.close());
    dialog.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        neighbour(step);
        if (!dialog.contains(document.activeElement)) $('picture').querySelector('.patch').focus();
      }
    });
    for (const [enter, leave] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
      dialog.addEventListener(enter, event => light(event.target.closest('#picture .patch, #patch-list li')?.dataset.patch));
      dialog.addEventListener(leave, () => light(undefined));
    }
    $('close').addEventListener('click', () => dialog.close());
    $('sample-back').addEventListener('click', () => neighbour(-1));
    $('sample-on').addEventListener('click', () => neighbour(1));
    addEventListener('hashchange', readHash);
  }

  fill();
  listen();
  showEpoch();
  showStatistics();
  readHash();
})();
