'use strict';

// What of the report is shown, as its link and its controls say.
(() => {
  const { data, $, make, epochName, beta } = page;
  const { gallery, epochs, classes } = data;

  // Places in `epochs`, `classes` (−1 = all) and `gallery.indices` (−1 = none is open).
  const state = { epoch: 0, class: -1, open: -1, scope: 'all' };

  function hash() {
    const parts = new URLSearchParams({ epoch: epochs[state.epoch].epoch });
    if (state.open >= 0) parts.set('sample', gallery.indices[state.open]);
    if (state.class >= 0) parts.set('class', classes[state.class].name);
    return `#${parts}`;
  }

  function go(change, link = true) {
    const before = { ...state };
    Object.assign(state, change);
    if (before.epoch !== state.epoch || before.class !== state.class || !$('grid').hasChildNodes())
      grid.show(state.epoch, state.class);
    if (before.epoch !== state.epoch) showEpoch();
    if (before.epoch !== state.epoch || before.scope !== state.scope) showStatistics();
    $('class').value = state.class;
    if (state.open >= 0) grid.enterAt(state.open);
    detail.show(state.epoch, state.open, state.class, hash());
    if (link) history.replaceState(null, '', hash());
    $('notice').hidden = true;
  }

  function showStatistics() {
    $('scope-one').textContent = `Epoch ${epochs[state.epoch].epoch}`;
    statistics.show(state.scope === 'all' ? epochs : [epochs[state.epoch]]);
  }

  function showEpoch() {
    const e = epochs[state.epoch];
    $('epoch').value = state.epoch;
    $('epoch').setAttribute('aria-valuetext', epochName(e));
    $('epoch-value').replaceChildren(make('b', {}, e.epoch), e.beta === null ? '' : ` · β ${beta(e.beta)}`);
    $('epoch-back').disabled = state.epoch === 0;
    $('epoch-on').disabled = state.epoch === epochs.length - 1;
    if (document.activeElement.disabled) $('epoch').focus();
    if (data.schedule !== null) {
      charts.schedule($('schedule-chart'), {
        points: data.schedule.points,
        rendered: data.rendered,
        epochs,
        now: state.epoch,
        pick: epoch => go({ epoch }),
      });
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
    if (parts.has('class')) {
      change.class = classes.findIndex(c => c.name === parts.get('class'));
      if (change.class < 0) problems.push(`No class is called ${parts.get('class')}.`);
    }
    if (parts.has('sample') && problems.length === 0) {
      change.open = gallery.indices.findIndex(i => String(i) === parts.get('sample'));
      if (change.open < 0)
        problems.push(`Sample ${parts.get('sample')} has no picture in this report; those that have are below.`);
    }
    go(change, false);
    $('notice').textContent = problems.join(' ');
    $('notice').hidden = problems.length === 0;
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
    $('more-classes').addEventListener('click', () => statistics.showClasses(Infinity));

    grid.listen(open => go({ open }));
    detail.listen(go);
    addEventListener('hashchange', readHash);
  }

  summary.show();
  statistics.showClasses();
  listen();
  showEpoch();
  showStatistics();
  readHash();
})();
