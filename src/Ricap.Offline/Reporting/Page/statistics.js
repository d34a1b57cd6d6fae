'use strict';

// What all samples of some epochs are like together, and the balance of the classes.
const statistics = (() => {
  const { data, $, make, text, swatch, plural, percent, beta, number } = page;
  const { classes } = data;
  const patched = data.schedule !== null;
  const FIRST_CLASSES = 500;

  const sum = values => values.reduce((a, b) => a + b, 0);
  const addUp = lists => lists[0].map((_, i) => sum(lists.map(list => list[i])));

  function shares(lists) {
    const counts = addUp(lists);
    const all = sum(counts);
    return counts.map(count => count / all);
  }

  // Counts with their shares, and what they are called.
  function named(lists, name) {
    const counts = addUp(lists);
    const all = sum(counts);
    return counts.map((count, i) => ({ name: name(i), count, share: count / all }));
  }

  // What is expected of several epochs together: each counts by its draws.
  function expectation(list, values, weight) {
    const all = sum(list.map(weight));
    return values(list[0]).map((_, i) => sum(list.map(e => values(e)[i] * weight(e))) / all);
  }

  function showBoundary(list, axis, bins, length) {
    const observed = shares(list.map(e => e[axis].counts));
    const chances = e => e[axis].expected;
    const draws = e => e.draws;
    const expected = expectation(list, chances, draws);
    const ends = values => values[0] + values.at(-1);
    const name = i =>
      i + 1 < bins.length && bins[i + 1] - bins[i] > 1 ? `${bins[i]} to ${bins[i + 1] - 1}` : `${bins[i]}`;
    const all = plural(sum(list.map(draws)), 'draw');
    const note = `At an edge: ${percent(ends(observed))} of ${all}, expected ${percent(ends(expected))}.`;
    charts.histogram($(`boundary-${axis}`), {
      shares: observed,
      expected,
      names: name,
      label: `Histogram of the boundary's ${axis}. ${note}`,
      marks: width =>
        (length < 16 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1])
          .map(part => Math.round(part * length))
          .filter((v, i, all) => all.indexOf(v) === i && (width > 240 || v === 0 || v === length))
          .map(value => ({ at: bins.findLastIndex(start => start <= value) + 0.5, text: value })),
    });
    const betas = [...new Set(list.map(e => beta(e.beta)))];
    $(`boundary-${axis}-note`).replaceChildren(
      make(
        'span',
        { className: 'legend' },
        make('span', {}, 'drawn'),
        make('span', { className: 'of-expected' }, betas.length === 1 ? `Beta(${betas[0]}, ${betas[0]})` : 'Beta(β, β)'),
      ),
      note,
    );
  }

  function rows(container, entries) {
    container.replaceChildren(
      make(
        'div',
        { className: 'rows' },
        ...entries.flatMap(({ name, count, share, expected }) => [
          make('span', {}, name),
          make(
            'span',
            { className: 'meter', 'aria-hidden': 'true' },
            make('i', { style: { width: `${100 * share}%` } }),
            ...(expected === undefined ? [] : [make('b', { style: { left: `calc(${100 * expected}% - 1px)` } })]),
          ),
          make(
            'span',
            { className: 'value' },
            make('small', { className: 'count' }, `${number.format(count)} · `),
            percent(share),
            ...(expected === undefined ? [] : [make('small', {}, ` · expected ${percent(expected)}`)]),
          ),
        ]),
      ),
    );
  }

  // The statistics of some epochs together.
  function show(list) {
    if (patched && sum(list.map(e => e.draws)) > 0) {
      showBoundary(list, 'x', data.binsX, data.width);
      showBoundary(list, 'y', data.binsY, data.height);
    }

    const weights = shares(list.map(e => e.labelWeights));
    const entries = sum(list.map(e => sum(e.labelWeights)));
    const pure = `${percent(weights.at(-1))} of ${plural(entries, 'label entry', 'label entries')} weigh 100 %.`;
    charts.histogram($('weights'), {
      shares: weights,
      label: `Histogram of label weights. ${pure}`,
      names: i => (i === 20 ? 'exactly 100 %' : `above ${5 * i} to ${i === 19 ? 'below 100' : 5 * i + 5} %`),
      marks: () => [0, 5, 10, 15].map(i => ({ at: i, text: `${5 * i} %` })).concat({ at: 20.5, text: '100 %' }),
    });
    $('weights-note').textContent = `${pure} They have a bar of their own, the last.`;

    // Boundaries that cross cannot make three; the row says so.
    const expected = list[0].expectedPatches ? expectation(list, e => e.expectedPatches, () => 1) : [];
    const visible = named(
      list.map(e => e.visiblePatches),
      i => plural(i + 1, 'patch', 'patches'),
    );
    rows(
      $('patches'),
      visible.map((row, i) => ({ ...row, expected: expected[i] })),
    );
    const mixes = named(
      list.map(e => e.mixes),
      i => `${data.mixes[i].name}: ${data.mixes[i].help}`,
    );
    rows(
      $('mixes'),
      mixes.map((row, i) => ({ ...row, expected: data.mixes[i].chance })),
    );
    const counts = named(
      list.map(e => e.classCounts),
      i => (i === 4 ? '5 or more' : plural(i + 1, 'class', 'classes')),
    );
    rows(
      $('class-counts'),
      counts.filter((row, i) => row.share > 0 || i < Math.min(4, classes.length)),
    );
  }

  function showClasses(most = FIRST_CLASSES) {
    const widest = classes.reduce((width, c) => Math.max(width, c.before, c.after), 0);
    const bar = share => make('i', { style: { width: `${(100 * share) / widest}%` } });
    $('classes').replaceChildren(
      ...classes
        .slice(0, most)
        .map((c, i) =>
          make(
            'tr',
            {},
            make('td', { title: c.name }, make('span', { className: 'name' }, swatch(c.colour), text(c.name))),
            make('td', { className: 'num sources' }, number.format(c.sources)),
            make(
              'td',
              { className: 'bars' },
              make(
                'div',
                { className: 'pair', 'aria-hidden': 'true', style: { '--c': c.colour } },
                bar(c.before),
                bar(c.after),
              ),
            ),
            make('td', { className: 'num' }, percent(c.before)),
            make('td', { className: 'num' }, percent(c.after)),
          ),
        ),
    );
    $('more-classes').hidden = classes.length <= most;
    $('more-classes').textContent = `Show all ${number.format(classes.length)} classes`;
  }

  return { show, showClasses };
})();
